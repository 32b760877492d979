import type { AccessErrorRecord } from './access-error-record.js';
import type { AccessFlag, AccessRecord } from './access-record.js';

/** A line that a server or generator writes to say that it is alive. It is no request. */
export interface HeartbeatLine {
  readonly kind: 'heartbeat';
  /** Milliseconds since 1970 UTC; undefined when the line has no time that can be read. */
  readonly timestamp: number | undefined;
}

/** A line that no format reads. It is kept as it came. */
export interface UnparsedLine {
  readonly kind: 'unparsed';
  readonly reason: UnparsedReason;
  readonly raw: string;
  /** The wrapper's time in milliseconds since 1970 UTC, if there is one. */
  readonly timestamp: number | undefined;
  readonly flags: readonly AccessFlag[] | undefined;
}

/** Every line is exactly one of these: access + error + heartbeat + unparsed = lines. */
export type ParsedLine = AccessRecord | AccessErrorRecord | HeartbeatLine | UnparsedLine;

/** Closed list of why a line is kept unparsed. */
export const UNPARSED_REASONS = [
  /** Nothing but white space or NUL bytes. */
  'empty',
  /** Longer than the settings allow. */
  'too_long',
  /** None of the formats fits. */
  'format_mismatch',
  /** The format fits, but its time is none. */
  'bad_time',
  /** The format fits, but its status is none. */
  'bad_status',
  /** Begins as JSON and cannot be read as such, mended neither. */
  'bad_json',
  /** JSON that does not describe a request. */
  'not_a_request',
  /** A comment or directive of the file, such as `#Fields:`. */
  'directive',
  /** A part of a line whose end never came, or whose parts are longer together than is kept. */
  'partial_line',
  /** A fault of ours: the reader of its format threw. */
  'reader_failed',
] as const;

export type UnparsedReason = (typeof UNPARSED_REASONS)[number];
