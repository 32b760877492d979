/** So many different values are told apart. */
export const MOST_HASHES = 64;

/**
 * Counts different values: it keeps the smallest hashes, so that the same values give the same set in any order, and sets can be added
 * (Bar-Yossef et al., 2002). Exact up to {@link MOST_HASHES}; beyond it the count stays there, which is far above every limit.
 */
export class LeastHashes {
  /** Rising. */
  readonly #hashes: number[] = [];

  get size(): number {
    return this.#hashes.length;
  }

  get hashes(): readonly number[] {
    return this.#hashes;
  }

  /** @param hash 32 bits */
  add(hash: number): void {
    const hashes = this.#hashes;
    let at = hashes.length;
    while (at > 0 && (hashes[at - 1] as number) > hash) at -= 1;
    if (at > 0 && hashes[at - 1] === hash) return;
    if (at >= MOST_HASHES) return;
    hashes.splice(at, 0, hash);
    if (hashes.length > MOST_HASHES) hashes.pop();
  }

  static of(hashes: Iterable<number>): LeastHashes {
    const made = new LeastHashes();
    for (const hash of hashes) made.add(hash >>> 0);
    return made;
  }
}

/** FNV-1a with the finish of MurmurHash3, over UTF-16 units: 32 bits. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
