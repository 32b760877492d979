import type { Consumer } from 'kafkajs';
import type { TopicPartition } from '../../batch/topic-partition.js';

const INTERVAL_MS = 1000;

/**
 * Commits to Kafka what is stored, once a second: a courtesy for the tools that read a group's lag there. The truth is in
 * PostgreSQL, so a commit that fails costs nothing and the next one repairs it.
 */
export class OffsetCommitter {
  readonly #pending = new Map<string, TopicPartition & { offset: string }>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly consumer: Consumer) {
    this.#timer = setInterval(() => void this.commit(), INTERVAL_MS);
  }

  stored({ topic, partition }: TopicPartition, nextOffset: number): void {
    this.#pending.set(`${topic}/${partition}`, { topic, partition, offset: String(nextOffset) });
  }

  /** Never rejects. */
  async commit(): Promise<void> {
    const offsets = [...this.#pending.values()];
    if (offsets.length === 0) return;
    this.#pending.clear();
    await this.consumer.commitOffsets(offsets).catch(() => undefined);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Positions that belong to partitions of an earlier assignment are not ours to commit. */
  forget(): void {
    this.#pending.clear();
  }
}
