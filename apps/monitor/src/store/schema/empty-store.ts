import pg from 'pg';
import { earlierVersions } from '../groups/earlier-versions.js';

/** Everything that Kafka can bring again. The ledger goes too: it is rebuilt from the same records. */
const EMPTY = `TRUNCATE log_record, log_request, error_record, log_count, log_count_rollup, ledger, ledger_drop, foreign_error_copy, dead_letter,
  source, service, host, ingest_position, ingest_gap, ingest_watermark, ingest_traffic,
  access_source, access_record, access_error, access_unparsed, access_delta, access_window, access_window_day,
  access_facts, access_anomaly, access_anomaly_state, alert_minute, alert_late, alert_critical,
  alert_access_minute, alert_access_late, alert_narrowed_minute, alert_problem_minute,
  error_delta, error_count, error_occurrence RESTART IDENTITY`;

/** Which versions were there before a problem was resolved; Kafka may not bring what says so, or bring it too late. */
const KEEP_EARLIER_VERSIONS = `
  UPDATE error_group g SET triage = g.triage || jsonb_build_object('earlier', ARRAY(
    SELECT jsonb_array_elements_text(g.triage->'earlier') UNION ${earlierVersions('g.id', "(g.triage->>'at')::timestamptz")}))
   WHERE g.triage ? 'version'`;

/** What people decided about problems stays: Kafka does not have it. */
const FORGET_COUNTS = [
  'UPDATE error_fingerprint SET users = NULL WHERE users IS NOT NULL',
  'UPDATE error_group SET count = 0, users = 0, first_seen = NULL, last_seen = NULL',
];

const FORGET_PROGRESS = 'UPDATE ingest_progress SET complete_through = NULL, lag_records = NULL';

/** Another monitor that stores meanwhile would fill what is being emptied. */
const OTHERS = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'log-monitor ingest' AND datname = current_database()`;

/** The store cannot be emptied now; the message says why. */
export class StoreInUseError extends Error {
  readonly code = 'STORE_IN_USE';

  constructor(connections: number) {
    super(
      `another monitor is storing into this database (${connections} connections): stop it before --rebuild-from-kafka`,
    );
    this.name = 'StoreInUseError';
  }
}

/**
 * Empties the store, so that the next start fills it again with all that Kafka still has. What Kafka no longer has is lost by it: that is
 * the caller's decision.
 *
 * @throws StoreInUseError, or the driver's error
 */
export async function emptyStore(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000, lock_timeout: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(OTHERS);
    if (rows[0] !== undefined && rows[0].count > 0) throw new StoreInUseError(rows[0].count);
    await client.query('BEGIN');
    await client.query(KEEP_EARLIER_VERSIONS);
    await client.query(EMPTY);
    await client.query(FORGET_PROGRESS);
    for (const statement of FORGET_COUNTS) await client.query(statement);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
