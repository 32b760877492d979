import { type DropRange } from '@log-monitor/log-record';
import { type DecodedRecord, type RawMessage, type UndecodableReason } from './decoded-record.js';
import { type ScannedRecords } from '../ingest/log/scanner/scanned-records.js';

export interface TopicPartition {
  topic: string;
  partition: number;
}

/** Its name, as people write it. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** A message that could not be stored as a record: kept aside with its reason. */
export interface DeadLetter {
  message: RawMessage;
  reason: UndecodableReason;
  detail: string;
}

/** What an instance says of itself beside its records. */
export interface InstanceNews {
  instance: string;
  /** Highest sequence number that it had handed out; 0 when not said. */
  lastSeq: number;
  /** It ended on purpose: nothing follows. */
  ended: boolean;
  dropped: readonly DropRange[];
}

export type LastRecord = Pick<DecodedRecord, 'id' | 'kafkaTime'>;

/** Consecutive messages of one partition, to be stored in one transaction together with the move of its position. */
export interface IngestBatch extends TopicPartition {
  isErrorsTopic: boolean;
  /** Where the position must stand; another value means that somebody else owns the partition by now. */
  expectedOffset: number;
  /** Where the position goes: one past the last offset of the batch, also where Kafka left holes. */
  nextOffset: number;
  /** End of the partition when the batch was fetched. */
  endOffset: number;
  /** Size of the messages' values. */
  bytes: number;
  /** Everything that is not in `scanned`. */
  records: readonly DecodedRecord[];
  /** Records of our own format below ERROR: nearly all, as a rule. */
  scanned: ScannedRecords;
  /** The record with the highest offset. */
  last: LastRecord | undefined;
  deadLetters: readonly DeadLetter[];
  news: readonly InstanceNews[];
}

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
 * Where ingest puts what it read. Declared here, implemented by the store: a batch's rows, counters, ledger and position become
 * visible together or not at all.
 */
export abstract class RecordSink {
  /**
   * Where a partition stands. One never seen before starts at `firstOffset`, and is written down.
   *
   * @throws SinkError
   */
  abstract openPosition(partition: TopicPartition, firstOffset: number): Promise<StoredPosition>;

  /**
   * Stores a batch.
   *
   * @throws SinkError with `POSITION_MOVED` when the fence held, `RECORD_REJECTED` when a value can not be stored, `SINK_UNAVAILABLE` when trying
   * again later makes sense
   */
  abstract store(batch: IngestBatch): Promise<StoredBatch>;

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
