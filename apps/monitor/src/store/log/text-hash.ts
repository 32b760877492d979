/** What PostgreSQL's hash_bytes starts from (src/common/hashfn.c), which is Bob Jenkins's lookup3 of 2006. */
const START = (0x9e3779b9 + 3923095) | 0;

/**
 * What PostgreSQL's `hashtext` gives for a text, so that rows which PostgreSQL hashes and those that are hashed here are found by the same question.
 *
 * @param bytes the text lies in them as UTF-8, from `start` to before `end`
 * @returns a signed number of 32 bits
 */
export function hashText(bytes: Uint8Array, start: number, end: number): number {
  let a = (START + (end - start)) | 0;
  let b = a;
  let c = a;
  let at = start;
  for (; end - at >= 12; at += 12) {
    a = (a + wholeWord(bytes, at)) | 0;
    b = (b + wholeWord(bytes, at + 4)) | 0;
    c = (c + wholeWord(bytes, at + 8)) | 0;
    a = (a - c) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 4);
    b = (b + a) | 0;
  }
  const rest = end - at;
  a = (a + word(bytes, at, Math.min(rest, 4))) | 0;
  b = (b + word(bytes, at + 4, Math.min(rest - 4, 4))) | 0;
  // The lowest byte of the last word is kept for the length.
  c = (c + (word(bytes, at + 8, rest - 8) << 8)) | 0;
  return finished(a, b, c);
}

function finished(first: number, second: number, third: number): number {
  let c = ((third ^ second) - rotate(second, 14)) | 0;
  const a = ((first ^ c) - rotate(c, 11)) | 0;
  const b = ((second ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  const last = ((a ^ c) - rotate(c, 4)) | 0;
  const middle = ((b ^ last) - rotate(last, 14)) | 0;
  return ((c ^ middle) - rotate(middle, 24)) | 0;
}

/** Four bytes as a number, the lowest first. */
const wholeWord = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

/** Up to four bytes as a number, the lowest first. */
function word(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = 0; index < length; index += 1) value |= (bytes[at + index] as number) << (index << 3);
  return value;
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
