import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  type GapReason,
  type IngestBatch,
  RecordSink,
  type StoredBatch,
  type StoredPosition,
  type TopicPartition,
} from '../../batch/record-sink.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { RecordStore } from './record-store.js';
import { STORED_CHANNEL } from './stored-channel.js';

/** Batches end many times a second; who listens looks at all that was stored since. */
const SHORTEST_PAUSE_MS = 25;

/**
 * The store, which tells all monitors when something was stored. Not in the transactions themselves: NOTIFY makes them wait for
 * one another at the commit. The word goes out behind the commit, at most forty times a second, and ingest does not wait for it.
 */
@Injectable()
export class AnnouncedStore extends RecordSink implements OnModuleDestroy {
  #sending = false;
  #again = false;
  #stopped = false;

  constructor(
    private readonly inner: RecordStore,
    private readonly pool: IngestPool,
  ) {
    super();
  }

  override async openPosition(partition: TopicPartition, firstOffset: number): Promise<StoredPosition> {
    return await this.inner.openPosition(partition, firstOffset);
  }

  override async recordGap(partition: TopicPartition, from: number, to: number, reason: GapReason): Promise<void> {
    await this.inner.recordGap(partition, from, to, reason);
  }

  override async store(batch: IngestBatch): Promise<StoredBatch> {
    const stored = await this.inner.store(batch);
    this.#announce();
    return stored;
  }

  onModuleDestroy(): void {
    this.#stopped = true;
  }

  #announce(): void {
    this.#again = true;
    if (!this.#sending) void this.#send();
  }

  /** Never rejects: who listens looks by itself once in a while. */
  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.pool.run(`NOTIFY ${STORED_CHANNEL}`).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_PAUSE_MS).unref());
    }
    this.#sending = false;
  }
}
