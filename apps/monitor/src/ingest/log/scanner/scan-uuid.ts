const DASH = 0x2d;
const DASHES = [8, 13, 18, 23];
const TEXT_LENGTH = 36;
const NO_DIGIT = 255;
/** Value of a hexadecimal digit by its character. */
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value += 1) {
  const digit = value.toString(16);
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

/**
 * Reads the text form of a UUIDv7 into its 16 bytes.
 *
 * @param start index of the text in `bytes`, `end` after it
 * @returns its time in milliseconds since 1970, or -1 when the text is no UUIDv7
 */
export function scanUuidV7(bytes: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  if (end - start !== TEXT_LENGTH || bytes[start + 14] !== 0x37) return -1;
  for (const dash of DASHES) if (bytes[start + dash] !== DASH) return -1;
  let index = start;
  for (let byte = 0; byte < 16; byte += 1) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) index += 1;
    const high = DIGITS[bytes[index] as number] as number;
    const low = DIGITS[bytes[index + 1] as number] as number;
    if ((high | low) > 15) return -1;
    into[at + byte] = (high << 4) | low;
    index += 2;
  }
  let time = 0;
  for (let byte = 0; byte < 6; byte += 1) time = time * 256 + (into[at + byte] as number);
  return time;
}
