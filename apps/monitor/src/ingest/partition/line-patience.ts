import { keyOf, type TopicPartition } from '../../batch/topic-partition.js';

/** Collectors send the parts of a line within a second; a container that has ended never sends the last one. */
const LONGEST_WAIT_MS = 2000;
/** Messages among which the end of a line is looked for: less than one fetch brings of a partition. */
const MAX_BYTES = 1024 * 1024;

/** How long the end of a line is waited for that is not in Kafka yet. Meanwhile its partition stands still, so the wait is bounded in time and in messages. */
export class LinePatience {
  readonly #waits = new Map<string, { offset: number; since: number }>();

  /**
   * @param offset where the line begins: nothing before it is left to store
   * @param bytes size of the messages from there on that have been looked at
   */
  mayWait(partition: TopicPartition, offset: number, bytes: number): boolean {
    if (bytes >= MAX_BYTES) return false;
    const key = keyOf(partition);
    const now = performance.now();
    const wait = this.#waits.get(key);
    if (wait?.offset !== offset) {
      this.#waits.set(key, { offset, since: now });
      return true;
    }
    return now - wait.since < LONGEST_WAIT_MS;
  }

  /** To be called when partitions are assigned again. */
  forget(): void {
    this.#waits.clear();
  }
}
