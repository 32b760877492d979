import { DatabaseError } from '../service/service-errors.js';

interface Lock {
  owner: string;
  readonly waiting: { readonly owner: string; readonly grant: () => void }[];
}

/** Row locks with the deadlock check of a database: who would close a circle of waiting gets the error. */
export class RowLocks {
  readonly #locks = new Map<string, Lock>();

  /**
   * Locks a row for a transaction, waiting until the row is free.
   *
   * @throws DatabaseError 40P01 when waiting could never end
   */
  async lock(owner: string, row: string): Promise<void> {
    const lock = this.#locks.get(row);
    if (lock === undefined) {
      this.#locks.set(row, { owner, waiting: [] });
      return;
    }
    if (lock.owner === owner) return;
    if (this.#waitsFor(lock.owner, owner)) {
      throw new DatabaseError(
        'deadlock detected',
        '40P01',
        `Transaction ${owner} waits for ${row}, which ${lock.owner} holds while it waits for ${owner}.`,
      );
    }
    await new Promise<void>((resolve) => lock.waiting.push({ owner, grant: resolve }));
  }

  /** Ends a transaction: its rows go to those who wait for them. */
  release(owner: string): void {
    for (const [row, lock] of this.#locks) {
      if (lock.owner !== owner) continue;
      const next = lock.waiting.shift();
      if (next === undefined) {
        this.#locks.delete(row);
      } else {
        lock.owner = next.owner;
        next.grant();
      }
    }
  }

  #waitsFor(waiter: string, holder: string): boolean {
    for (const lock of this.#locks.values()) {
      if (!lock.waiting.some(({ owner }) => owner === waiter)) continue;
      if (lock.owner === holder || this.#waitsFor(lock.owner, holder)) return true;
    }
    return false;
  }
}
