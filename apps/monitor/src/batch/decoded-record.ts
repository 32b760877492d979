import type { DropRange, JsonValue, RecordError } from '@log-monitor/log-record';
import type { UndecodableReason } from './dead-letter.js';
import type { RawMessage } from './raw-message.js';

/** Who sent a record. */
export interface RecordSource {
  service: string;
  host: string;
  /** null: a foreign producer, unknown to the ledger. */
  instance: string | null;
  pid: number | null;
  version: string | null;
  environment: string | null;
}

/** A record that can be stored: every string free of what PostgreSQL refuses, every field of its type. */
export interface DecodedRecord extends RecordSource {
  offset: number;
  kafkaTime: number;
  /** Size of the message's value. */
  bytes: number;
  /** UUIDv7 text. For a foreign ERROR it is given by the store, which knows how many copies there are. */
  id: string;
  /** Event time in milliseconds since 1970, as sent: the store clamps it. */
  time: number;
  /** What the producer sent below the millisecond: 0 to 999,999 nanoseconds. */
  timeNanos: number;
  /** Text of the time when it could not be taken as it was. */
  timeAsSent: string | null;
  /** 1 (DEBUG) to 5 (CRITICAL). */
  severity: number;
  /** 0 without instance. */
  seq: number;
  message: string;
  logger: string | null;
  error: RecordError | null;
  requestId: string | null;
  userId: string | null;
  traceId: string | null;
  spanId: string | null;
  attributes: Record<string, JsonValue> | null;
  dropped: readonly DropRange[];
  /** SHA-256 of the value as sent; set for foreign ERROR and CRITICAL only, which are recognised by it. */
  valueHash: Buffer | null;
  /** How the level was found where no convention knows what was sent; null as a rule. */
  levelDoubt: LevelDoubt | null;
}

/** `word_inside`: a known word is part of the level; `has_error`: there is an error and no level that can be read; `unknown`: taken for INFO. */
export type LevelDoubt = 'word_inside' | 'has_error' | 'unknown';

export type Decoded =
  | { kind: 'record'; record: DecodedRecord }
  | { kind: 'report'; instance: string; dropped: readonly DropRange[] }
  | { kind: 'undecodable'; reason: UndecodableReason; detail: string }
  /** A message that holds several records, each of which is decoded as a message of its own. */
  | { kind: 'bundle'; elements: readonly RawMessage[] }
  /** A part of a line, kept until the rest of it comes. */
  | { kind: 'part' };
