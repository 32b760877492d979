import type { FilePosition } from './file-position.js';
import { fingerprintOf } from './fingerprint.js';

/** Finds positions by the first bytes of their files, among thousands. */
export class PositionsByHead {
  /** By how many bytes are proved, then by their hash. */
  readonly #byLength = new Map<number, Map<string, Map<string, FilePosition>>>();

  add(position: FilePosition): void {
    const { bytes, hash } = position.head;
    if (bytes === 0) return;
    const byHash = getOrSet(this.#byLength, bytes, () => new Map<string, Map<string, FilePosition>>());
    getOrSet(byHash, hash, () => new Map<string, FilePosition>()).set(position.instance, position);
  }

  delete({ instance, head: { bytes, hash } }: FilePosition): void {
    const byHash = this.#byLength.get(bytes);
    const found = byHash?.get(hash);
    found?.delete(instance);
    if (found?.size === 0) byHash?.delete(hash);
    if (byHash?.size === 0) this.#byLength.delete(bytes);
  }

  /** The positions of files that begin as `head` does, those that changed last first. */
  of(head: Uint8Array): FilePosition[] {
    const found: FilePosition[] = [];
    for (const [bytes, byHash] of this.#byLength) {
      if (bytes > head.length) continue;
      found.push(...(byHash.get(fingerprintOf(head.subarray(0, bytes)).hash)?.values() ?? []));
    }
    return found.sort((a, b) => b.changed - a.changed);
  }
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
