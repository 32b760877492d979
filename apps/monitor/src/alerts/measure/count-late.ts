import { DAY_MS, HOUR_MS } from '../../time/durations.js';
import type { Read } from './read-measurements.js';

/**
 * What the counters of the hours of [$1, $2) have gained since their minutes were closed. Hours of which a minute was never closed are left out: nobody has
 * evaluated them.
 */
const COUNT_LATE = `
  WITH counted AS (
    SELECT start AS hour, service_id, level, sum(count)::bigint AS count
      FROM log_count_rollup WHERE width = 60 AND start >= $1 AND start < $2 GROUP BY 1, 2, 3
  ), whole AS MATERIALIZED (
    SELECT date_trunc('hour', minute, 'UTC') AS hour FROM alert_minute WHERE minute >= $1 AND minute < $2 GROUP BY 1 HAVING count(*) = 60
  ), closed AS (
    SELECT date_trunc('hour', minute, 'UTC') AS hour, cell.service_id, cell.level, sum(cell.count)::bigint AS count
      FROM alert_minute, unnest(service_ids, levels, counts) cell (service_id, level, count)
     WHERE minute >= $1 AND minute < $2 GROUP BY 1, 2, 3
  )
  INSERT INTO alert_late (hour, service_id, level, count)
  SELECT hour, service_id, level, counted.count - coalesce(closed.count, 0)
    FROM counted JOIN whole USING (hour) LEFT JOIN closed USING (hour, service_id, level)
   WHERE counted.count > coalesce(closed.count, 0)
  ON CONFLICT (hour, service_id, level) DO UPDATE SET count = excluded.count`;

/** Minutes past the hour: the hour's own last minute is closed by then. */
const AT_MINUTE = 5;

/** Once an hour: counts what came late for the 24 hours before. */
export async function countLate(read: Read, at: number): Promise<void> {
  if ((at % HOUR_MS) / 60_000 !== AT_MINUTE) return;
  const to = Math.floor(at / HOUR_MS) * HOUR_MS;
  await read(COUNT_LATE, [new Date(to - DAY_MS), new Date(to)]);
}
