/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
export const HASH_SEED = 0x811c9dc5;
export const HASH_FACTOR = 0x01000193;

/** 32 bits of hash of the bytes from `start` to before `end`, and of a number. For tables in memory alone: {@link spread} it over their places. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, tag = 0): number {
  let hash = HASH_SEED ^ tag;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), HASH_FACTOR);
  return hash;
}

/** The lowest bits of FNV depend on the lowest bits of the text alone. */
export function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
