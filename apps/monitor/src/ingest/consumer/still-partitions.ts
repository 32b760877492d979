import { keyOf, type TopicPartition } from '../../batch/topic-partition.js';

/** Longer than anything that holds a partition up on purpose: a lane that waits for the other, a line without an end, a rebalance. */
const STILL_MS = 60_000;

/** Where a partition stands. */
export interface SeenPartition extends TopicPartition {
  /** Next offset to be read; undefined: the partition is not ours, or is being stored at this moment. */
  readonly position: number | undefined;
  /** One past the last offset that Kafka has. */
  readonly end: number;
}

/** A partition that has more to read, and is not read. */
export interface StillPartition extends TopicPartition {
  readonly position: number;
  readonly end: number;
  /** Milliseconds since it was first seen there. */
  readonly forMs: number;
}

interface Standing extends SeenPartition {
  readonly position: number;
  readonly since: number;
}

/**
 * Finds partitions that stand still while they have more to read. Answers to fetches say nothing of that: kafkajs leaves out a partition that it takes
 * for paused, and goes on with the others.
 */
export class StillPartitions {
  #standing = new Map<string, Standing>();

  /**
   * Looks at all partitions; to be called twice in a minute at least.
   *
   * @param now milliseconds of a clock that never goes back
   * @returns those that have stood for a minute, the longest first
   */
  look(seen: readonly SeenPartition[], now: number): StillPartition[] {
    const before = this.#standing;
    this.#standing = new Map();
    for (const { topic, partition, position, end } of seen) {
      if (position === undefined || position >= end) continue;
      const key = keyOf({ topic, partition });
      const known = before.get(key);
      const since = known?.position === position ? known.since : now;
      this.#standing.set(key, { topic, partition, position, end, since });
    }
    return [...this.#standing.values()]
      .filter(({ since }) => now - since >= STILL_MS)
      .sort((a, b) => a.since - b.since)
      .map(({ topic, partition, position, end, since }) => ({ topic, partition, position, end, forMs: now - since }));
  }
}

/** What is to be said of it. */
export function stillSentence({ topic, partition, position, end, forMs }: StillPartition): string {
  return `${keyOf({ topic, partition })} has stood at offset ${position} for ${Math.round(forMs / 1000)} s, with ${end - position} more to read`;
}
