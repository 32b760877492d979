const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const SEEDS = [0x9747b28c, 0x3c6ef372] as const;

/** Bits of {@link hashText}. */
export const HASH_BITS = 52;

/**
 * 52 bits of hash of a text, as an integer: two passes of MurmurHash3's 32-bit mixing over UTF-16 units with different seeds (Austin Appleby,
 * public domain), the second one cut to its upper 20 bits. The same text gives the same number everywhere and for ever: it is stored.
 */
export function hashText(text: string): number {
  let high: number = SEEDS[0];
  let low: number = SEEDS[1];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    let mixed = Math.imul(unit, C1);
    mixed = (mixed << 15) | (mixed >>> 17);
    mixed = Math.imul(mixed, C2);
    high ^= mixed;
    high = (high << 13) | (high >>> 19);
    high = (Math.imul(high, 5) + 0xe6546b64) | 0;
    mixed = Math.imul(unit + 0x9e37, C2);
    mixed = (mixed << 16) | (mixed >>> 16);
    mixed = Math.imul(mixed, C1);
    low ^= mixed;
    low = (low << 17) | (low >>> 15);
    low = (Math.imul(low, 9) + 0x561ccd1b) | 0;
  }
  high = finish(high ^ text.length);
  low = finish(low ^ high);
  return high * 2 ** 20 + (low >>> 12);
}

function finish(value: number): number {
  let hash = value;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
