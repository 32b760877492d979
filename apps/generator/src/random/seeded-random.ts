/** A source of numbers in [0, 1) that gives the same ones for the same seed. */
export type Random = () => number;

/**
 * Chris Doty-Humphrey's sfc32 (PractRand): 128 bits of state, the same numbers on every platform.
 *
 * @param seed only its lower 32 bits count
 * @param stream names what the numbers are for, so that one part can draw more without changing another
 */
export function seededRandom(seed: number, stream: string): Random {
  let a = seed | 0;
  let b = hashOf(stream);
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  // The first numbers of similar seeds are alike.
  for (let warmUp = 0; warmUp < 16; warmUp += 1) next();
  return next;
}

/** FNV-1a over the text's UTF-16 units: a whole number of 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}

/** @returns a whole number from `min` to `max`, both included */
export function integerBetween(random: Random, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}

/** @param items not empty */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** Random lower-case hexadecimal digits. */
export function hexDigits(random: Random, length: number): string {
  let digits = '';
  while (digits.length < length) digits += ((random() * 0x1_0000_0000) >>> 0).toString(16).padStart(8, '0');
  return digits.slice(0, length);
}

/** A UUID of version 4 (RFC 9562). */
export function uuid(random: Random): string {
  const hex = hexDigits(random, 32);
  const variant = '89ab'.charAt(random() * 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
