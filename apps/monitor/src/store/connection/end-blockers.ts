import type pg from 'pg';

/** How long a transaction waits for another's locks before it looks who holds them. Our own transactions last well under a second. */
export const PATIENCE_MS = 5000;

/**
 * A monitor that was stopped in the middle of a COPY keeps its locks, and no timeout of PostgreSQL ends that (measured: statement_timeout,
 * transaction_timeout and idle_in_transaction_session_timeout do not). So whoever has waited ends the backend that it waits for: only
 * one of an ingest that is not this process, and that has not moved for as long.
 */
const END_BLOCKERS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE pid = ANY(pg_blocking_pids($1)) AND application_name = $2 AND pid <> ALL($3::int[])
    AND clock_timestamp() - state_change > make_interval(secs => $4::double precision)`;

/** @returns how many backends were ended */
export async function endBlockers(
  pool: pg.Pool,
  waiting: number,
  application: string,
  own: readonly number[],
): Promise<number> {
  const result = await pool.query(END_BLOCKERS, [waiting, application, own, PATIENCE_MS / 1000]);
  return result.rowCount ?? 0;
}
