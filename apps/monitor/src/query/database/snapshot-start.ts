/**
 * What every answer needs first: how complete the store is (`asked_at` tells how old that measurement is), the start of the
 * oldest minute that holds a record, and the end of the newest one, which clocks that run ahead put past now. Counters are kept
 * at least as long as the records they count.
 */
export const SNAPSHOT_START = {
  name: 'snapshot-start',
  text: `
SELECT complete_through, lag_records, sampled_at, clock_timestamp() AS asked_at,
       (SELECT min(minute) FROM log_count) AS oldest_minute,
       (SELECT max(minute) + interval '1 minute' FROM log_count) AS newest_minute_end
  FROM ingest_progress`,
  plan: 'any',
} as const;

export interface SnapshotStart {
  complete_through: Date | null;
  lag_records: number | null;
  sampled_at: Date;
  asked_at: Date;
  /** null: nothing was ever stored. */
  oldest_minute: Date | null;
  newest_minute_end: Date | null;
}
