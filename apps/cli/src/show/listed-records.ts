import type { StoredRecord } from '@log-monitor/monitor-api';

/** What the list has shown already, for telling what the stream brings again. */
export class ListedRecords {
  readonly #ids = new Set<string>();
  readonly #lowest = new Map<string, number>();

  /** @param isWhole false where --limit left older records out */
  add(records: readonly StoredRecord[], isWhole: boolean): void {
    for (const { id, instance, seq } of records) {
      this.#ids.add(id);
      if (isWhole || instance === undefined || seq === undefined) continue;
      this.#lowest.set(instance, Math.min(seq, this.#lowest.get(instance) ?? Infinity));
    }
  }

  /** True for a record of the list, once, and for one that --limit left out of it: it would stand after later ones. */
  takes({ id, instance = '', seq = Infinity }: StoredRecord): boolean {
    return this.#ids.delete(id) || seq < (this.#lowest.get(instance) ?? 0);
  }
}
