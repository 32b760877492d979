import { type TailLane } from './tail-vector.js';

/** One batch that was stored: the offset after it, and a time that none of its records is older than. */
export interface StoredBatchTime {
  end: number;
  /** Milliseconds since 1970. */
  earliest: number;
}

/** What is remembered of the newest batches of every partition, by which the age of what was stored lately is known. */
export class RecentBatches {
  readonly #lanes: ReadonlyMap<TailLane, readonly StoredBatchTime[]>;

  /** @param lanes batches of each, newest first */
  constructor(lanes: Iterable<readonly [TailLane, readonly StoredBatchTime[]]>) {
    this.#lanes = new Map(lanes);
  }

  /**
   * A time that no record of a lane from offset `from` on is older than.
   *
   * @returns undefined when batches that old are no longer remembered
   */
  earliestSince(lane: TailLane, from: number): number | undefined {
    let earliest = Number.POSITIVE_INFINITY;
    for (const batch of this.#lanes.get(lane) ?? []) {
      // Everything before it is no longer asked for. Ends of a topic that was created again may be higher further on, never here.
      if (batch.end <= from) return earliest;
      earliest = Math.min(earliest, batch.earliest);
    }
    return undefined;
  }
}
