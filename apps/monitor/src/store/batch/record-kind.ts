import type { Batch } from '../../batch/batch.js';
import type { StoredBatch } from '../../batch/batch-sink.js';
import type { TransactionStep } from './transaction-steps.js';

export interface Moment {
  /** By PostgreSQL's clock, milliseconds since 1970. */
  now: number;
  /** True when Kafka had already forgotten records of the partition before the monitor first read it. */
  startedLate: boolean;
}

/**
 * How the payload of one kind of records becomes rows and counters. The envelope's part (dead letters, position) is the same for all kinds.
 * `Work` is what is prepared for one batch before its transaction begins.
 */
export interface RecordKind<Payload = unknown, Work = unknown> {
  readonly kind: string;
  /** What the kind does in the transaction; the steps run in the order of their phases. */
  readonly steps: readonly TransactionStep<Work>[];
  /** @throws SinkError */
  prepare(batch: Batch<Payload>, moment: Moment): Promise<Work>;
  /** Called after the commit. */
  committed(work: Work): Pick<StoredBatch, 'stored' | 'duplicates'>;
  /** Called when the transaction failed: nothing of the work was stored. */
  rolledBack(work: Work): void;
  /** Called when a position is read again: the database may have been set back, and what is remembered of it proves nothing any more. */
  forget(): void;
}
