/** Bytes of an address of IPv4. */
export const IPV4_BYTES = 4;
/** The number of no address of IPv4. */
export const NOT_IPV4 = 2 ** 32;

const DOT = 0x2e;
const ZERO = 0x30;
const LAST_SHIFT = 24;

/**
 * An address of IPv4 as a whole number of 32 bits with a sign: its four bytes, the first one lowest.
 *
 * @returns {@link NOT_IPV4} for what is no such address, or is written in another way than {@link ipv4Text} does (`010.1.2.3`)
 */
export function ipv4Number(address: string): number {
  const { length } = address;
  if (length < 7 || length > 15) return NOT_IPV4;
  let number = 0;
  let shift = 0;
  let part = 0;
  let digits = 0;
  for (let at = 0; at < length; at += 1) {
    const unit = address.charCodeAt(at);
    if (unit === DOT) {
      if (digits === 0 || shift === LAST_SHIFT) return NOT_IPV4;
      number |= part << shift;
      shift += 8;
      part = digits = 0;
      continue;
    }
    const digit = unit - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return NOT_IPV4;
    part = 10 * part + digit;
    digits += 1;
    if (part > 255) return NOT_IPV4;
  }
  return digits > 0 && shift === LAST_SHIFT ? number | (part << shift) : NOT_IPV4;
}

/**
 * Writes an address of IPv4 as its four bytes.
 *
 * @param into gets the bytes, from its begin
 * @returns false for what {@link ipv4Number} takes for none
 */
export function writeIpv4(address: string, into: Uint8Array): boolean {
  const number = ipv4Number(address);
  if (number === NOT_IPV4) return false;
  for (let at = 0; at < IPV4_BYTES; at += 1) into[at] = number >>> (8 * at);
  return true;
}

/** Four bytes as an address: `203.0.113.9`. */
export function ipv4Text(bytes: Uint8Array, start: number): string {
  return `${bytes[start]}.${bytes[start + 1]}.${bytes[start + 2]}.${bytes[start + 3]}`;
}
