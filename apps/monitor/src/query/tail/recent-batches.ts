import type { TailPartition } from './tail-vector.js';

/** One batch that was stored: the offset after it, and a time that none of its records is older than. */
export interface StoredBatchTime {
  end: number;
  /** Milliseconds since 1970. */
  earliest: number;
}

/** What is remembered of the newest batches of every partition, by which the age of what was stored lately is known. */
export class RecentBatches {
  readonly #partitions: ReadonlyMap<TailPartition, readonly StoredBatchTime[]>;

  /** @param partitions batches of each, newest first */
  constructor(partitions: Iterable<readonly [TailPartition, readonly StoredBatchTime[]]>) {
    this.#partitions = new Map(partitions);
  }

  /**
   * A time that no record of a partition from offset `from` on is older than.
   *
   * @returns undefined when batches that old are no longer remembered
   */
  earliestSince(partition: TailPartition, from: number): number | undefined {
    let earliest = Number.POSITIVE_INFINITY;
    for (const batch of this.#partitions.get(partition) ?? []) {
      // Everything before it is no longer asked for. Ends of a topic that was created again may be higher further on, never here.
      if (batch.end <= from) return earliest;
      earliest = Math.min(earliest, batch.earliest);
    }
    return undefined;
  }
}
