import { LRUCache } from 'lru-cache';

/** Minutes of errors on a bad day, and a few MB. */
const LIMIT = 65_536;

/**
 * Ids of the errors that this monitor has stored lately. An error comes by two topics: its second copy is nearly always found here, and
 * costs the database nothing. Only a shortcut: what is not found here is decided by the unique key in the database.
 */
export class RecentErrors {
  readonly #ids = new LRUCache<string, true>({ max: LIMIT });

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  clear(): void {
    this.#ids.clear();
  }

  /** To be called after the commit only: an id in here must be in the database. */
  committed(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.set(id, true);
  }
}
