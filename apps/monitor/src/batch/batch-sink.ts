import type { Batch } from './batch.js';
import type { TopicPartition } from './topic-partition.js';

export interface StoredPosition {
  nextOffset: number;
  /** Kafka's time of the last record that was stored, milliseconds since 1970; undefined before the first. */
  lastTime: number | undefined;
}

export interface StoredBatch {
  stored: number;
  /** Records seen before, by the ledger or by their id: not stored again, not counted again. */
  duplicates: number;
  /** Time from the transaction's begin to its commit, and time of the commit. */
  writeSeconds: number;
  commitSeconds: number;
}

/**
 * Where ingest puts what it read. The store implements it, so that ingest need not know the store. A batch's rows, counters, ledger and position become
 * visible together or not at all.
 */
export abstract class BatchSink {
  /**
   * Where a partition stands. One never seen before starts at `firstOffset`, and is written down.
   *
   * @throws SinkError
   */
  abstract openPosition(partition: TopicPartition, firstOffset: number): Promise<StoredPosition>;

  /**
   * Stores a batch.
   *
   * @throws SinkError with `POSITION_MOVED` when the fence held, `RECORD_REJECTED` when a value cannot be stored, `SINK_UNAVAILABLE` when trying
   * again later makes sense
   */
  abstract store(batch: Batch): Promise<StoredBatch>;

  /**
   * Moves a position over offsets that Kafka no longer has, and writes the gap down.
   *
   * @throws SinkError
   */
  abstract recordGap(partition: TopicPartition, from: number, to: number, reason: GapReason): Promise<void>;
}

/** `retention`: Kafka deleted records before we read them; `recreated`: the topic is a new one with lower offsets. */
export type GapReason = 'retention' | 'recreated';

export type SinkErrorCode = 'POSITION_MOVED' | 'RECORD_REJECTED' | 'SINK_UNAVAILABLE';

export class SinkError extends Error {
  constructor(
    readonly code: SinkErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'SinkError';
  }
}
