import { SinkError } from '../../batch/batch-sink.js';

/**
 * SQLSTATE classes that blame a value: data exception, not-null and check violation (also: no partition), program limit exceeded.
 * Everything else is the database's or the connection's state, which may get better.
 */
const BLAMES_A_VALUE = /^(22...|23502|23514|54...)$/;

/** Turns what the driver threw into what ingest understands: a value is to blame, or trying again makes sense. */
export function sinkErrorFrom(error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const code = sqlState(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code !== undefined && BLAMES_A_VALUE.test(code)) {
    return new SinkError('RECORD_REJECTED', `PostgreSQL ${code}: ${message}`, error);
  }
  return new SinkError('SINK_UNAVAILABLE', code === undefined ? message : `PostgreSQL ${code}: ${message}`, error);
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
