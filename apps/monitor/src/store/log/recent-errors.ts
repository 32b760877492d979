/** Ids per generation: two of them are minutes of errors on a bad day, and a few MB. */
const GENERATION = 32_768;

/**
 * Ids of the errors that this monitor has stored lately. An error comes by two topics: its second copy is nearly always found here, and
 * costs the database nothing. Only a shortcut: what is not found here is decided by the unique key in the database.
 */
export class RecentErrors {
  #young = new Set<string>();
  #old = new Set<string>();

  has(id: string): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  /** To be called after the commit only: an id in here must be in the database. */
  committed(ids: Iterable<string>): void {
    for (const id of ids) {
      if (this.#young.size >= GENERATION) {
        this.#old = this.#young;
        this.#young = new Set();
      }
      this.#young.add(id);
    }
  }
}
