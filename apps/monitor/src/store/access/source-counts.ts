import type { UnparsedReason } from '@log-monitor/access-record';

/** What one source had in one batch; stands as JSON in `access_delta.sources` until it is added to `access_source`. */
export interface SourceCounts {
  /** Number of the source. */
  id: number;
  /** Kafka's times of its lines, milliseconds since 1970. */
  firstSeen: number;
  lastSeen: number;
  /** Latest event time of its requests and errors, never ahead of now; 0 without any. Milliseconds since 1970. */
  latestEvent: number;
  lines: number;
  /** Health checks included. */
  requests: number;
  healthChecks: number;
  errors: number;
  heartbeats: number;
  unparsed: number;
  byReason: Partial<Record<UnparsedReason, number>>;
  /** Lines that the ledger had before: in no other count. */
  duplicates: number;
  /** Lines whose time lies outside of what is kept. */
  outside: number;
  /** By how much the farthest of them was away from now, seconds, negative in the past; 0 without any. */
  skewSeconds: number;
}

export function noCounts(id: number): SourceCounts {
  const none = { lines: 0, requests: 0, healthChecks: 0, errors: 0, heartbeats: 0, unparsed: 0 };
  const seen = { firstSeen: Number.MAX_SAFE_INTEGER, lastSeen: 0, latestEvent: 0 };
  return { id, ...seen, ...none, byReason: {}, duplicates: 0, outside: 0, skewSeconds: 0 };
}
