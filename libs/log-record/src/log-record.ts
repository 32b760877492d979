import type { Level } from './level.js';

/** A value that JSON can carry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Why a record never reached Kafka. A closed list: the monitor's ledger accounts for each of them. */
export const DROP_REASONS = [
  'queue_overflow',
  'rate_limit',
  'rejected',
  'encode_failed',
  'shutdown',
  'spool_full',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

/** Sequence numbers `from` to `to`, both included, that were dropped on purpose. */
export interface DropRange {
  reason: DropReason;
  from: number;
  to: number;
}

/** An error as it travels: its cause chain and, for an `AggregateError`, the errors it holds. */
export interface RecordError {
  type?: string;
  message?: string;
  code?: string;
  stack?: string;
  cause?: RecordError;
  errors?: RecordError[];
  [key: string]: JsonValue | RecordError | RecordError[] | undefined;
}

/** The JSON value of a message on both topics, format version 1. */
export interface LogRecord {
  v: 1;
  /** UUIDv7 whose time is `timestamp`. */
  id: string;
  /** RFC 3339, UTC, milliseconds: the moment of the log call. */
  timestamp: string;
  level: Level;
  service: string;
  host: string;
  /** UUID made once per transport, that is per process start. */
  instance: string;
  /** 1, 2, 3, … per instance, given out in the log call. */
  seq: number;
  pid?: number;
  version?: string;
  environment?: string;
  logger?: string;
  message: string;
  error?: RecordError;
  requestId?: string;
  userId?: string;
  traceId?: string;
  spanId?: string;
  attributes?: { [key: string]: JsonValue };
  dropped?: DropRange[];
}

/** Sent when something was dropped and no record came to carry the report: never stored as a log, never counted as one. */
export interface DropReport {
  v: 1;
  instance: string;
  report: true;
  dropped: DropRange[];
}
