import { Injectable } from '@nestjs/common';
import type { Batch, BatchEnvelope } from '../../batch/batch.js';
import { BatchSink, type GapReason, type StoredBatch, type StoredPosition } from '../../batch/batch-sink.js';
import type { TopicPartition } from '../../batch/topic-partition.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { RecordKinds } from './record-kinds.js';
import { IngestPositions } from './ingest-positions.js';
import { MovePosition } from './move-position.js';
import { StoredNotice } from './stored-notice.js';
import { inOrder, KEEP_DEAD_LETTERS, type TransactionStep } from './transaction-steps.js';

/**
 * Stores a batch exactly once: in one transaction, whose steps stand in `transaction-steps.ts`. Whatever is killed at whatever moment, rows,
 * counters, ledger and position agree.
 */
@Injectable()
export class BatchStore extends BatchSink {
  readonly #positions: IngestPositions;
  readonly #ofEnvelope = [KEEP_DEAD_LETTERS, new MovePosition()];

  constructor(
    private readonly pool: IngestPool,
    private readonly kinds: RecordKinds,
    private readonly notice: StoredNotice,
  ) {
    super();
    this.#positions = new IngestPositions(pool);
  }

  override async openPosition(partition: TopicPartition, firstOffset: number): Promise<StoredPosition> {
    for (const kind of this.kinds.list) kind.forget();
    await this.pool.readClock();
    return await this.#positions.open(partition, firstOffset);
  }

  override async recordGap(partition: TopicPartition, from: number, to: number, reason: GapReason): Promise<void> {
    await this.#positions.skip(partition, from, to, reason);
  }

  override async store(batch: Batch): Promise<StoredBatch> {
    const stored = await this.#storeWith(batch, this.#ofEnvelope);
    this.notice.announce();
    return stored;
  }

  /**
   * Stores records whose offsets were passed before: the position stays where it is.
   *
   * @param finish takes the place of the envelope's steps
   * @throws SinkError
   */
  async storeAgain(batch: Batch, finish: TransactionStep<BatchEnvelope>): Promise<StoredBatch> {
    return await this.#storeWith(batch, [finish]);
  }

  async #storeWith(batch: Batch, ofEnvelope: readonly TransactionStep<BatchEnvelope>[]): Promise<StoredBatch> {
    const kind = this.kinds.of(batch.kind);
    const moment = { now: this.pool.clock.now(), startedLate: this.#positions.startedLate(batch) };
    const work = await kind.prepare(batch, moment);
    const steps = inOrder(kind.steps, work, ofEnvelope, batch);
    try {
      const began = performance.now();
      let written = began;
      await this.pool.transaction(async (client) => {
        for (const step of steps) await step.run(client);
        written = performance.now();
      });
      const committed = performance.now();
      const writeSeconds = (written - began) / 1000;
      return { ...kind.committed(work), writeSeconds, commitSeconds: (committed - written) / 1000 };
    } catch (error) {
      kind.rolledBack(work);
      throw error;
    }
  }
}
