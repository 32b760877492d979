import { type Snapshot, type Statement } from './query-pool.js';

/** How complete an answer is (docs/architecture.md, "How complete is this answer"). */
export interface Completeness {
  /** Every record that was in Kafka at this moment is in the answer; null before the first measurement. */
  completeThrough: string | null;
  lag: {
    /** Records in Kafka that are not stored yet; null while nobody can tell (broker not reached, ingest stopped). */
    records: number | null;
    /** Age of completeThrough, 0 when caught up. */
    seconds: number | null;
  };
}

export const INGEST_PROGRESS: Statement = {
  name: 'ingest-progress',
  text: `SELECT complete_through, lag_records, sampled_at, clock_timestamp() AS asked_at FROM ingest_progress`,
};

interface ProgressRow {
  complete_through: Date | null;
  lag_records: number | null;
  sampled_at: Date;
  asked_at: Date;
}

/** Ingest measures once a second; a measurement as old as this means that it has stopped, and its zero lag proves nothing. */
const STALE_AFTER_MS = 10_000;

/** Reads how complete everything else in the same snapshot is. */
export async function readCompleteness(snapshot: Snapshot): Promise<Completeness> {
  const [row] = await snapshot.rows<ProgressRow>(INGEST_PROGRESS);
  return row ? toCompleteness(row) : { completeThrough: null, lag: { records: null, seconds: null } };
}

export function toCompleteness(row: ProgressRow): Completeness {
  const stale = row.asked_at.getTime() - row.sampled_at.getTime() > STALE_AFTER_MS;
  const records = stale ? null : row.lag_records;
  return {
    completeThrough: row.complete_through?.toISOString() ?? null,
    lag: { records, seconds: records === 0 ? 0 : ageInSeconds(row) },
  };
}

function ageInSeconds(row: ProgressRow): number | null {
  if (row.complete_through === null) return null;
  return Math.max(0, row.asked_at.getTime() - row.complete_through.getTime()) / 1000;
}
