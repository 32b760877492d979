import { DAY_MS, HOUR_MS } from '../../time/durations.js';
import { countLateRequests } from './late-requests.js';
import type { Span } from './minute-table.js';
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
/** As long as closed minutes are kept. */
const RECORD_DAYS = 30;
/** As long as there are windows of a minute. */
const REQUEST_DAYS = 8;

/**
 * Once an hour: counts what came late for the 24 hours before, and for one of the days before those, each in its turn. So a record that is weeks late is
 * counted within a day or so, and the cost of an hour does not grow with how much is kept.
 */
export async function countLate(read: Read, at: number): Promise<void> {
  if ((at % HOUR_MS) / 60_000 !== AT_MINUTE) return;
  const hour = Math.floor(at / HOUR_MS);
  for (const { from, to } of [daysBefore(hour, 0), daysBefore(hour, 1 + (hour % (RECORD_DAYS - 1)))])
    await read(COUNT_LATE, [new Date(from), new Date(to)]);
  for (const span of [daysBefore(hour, 0), daysBefore(hour, 1 + (hour % (REQUEST_DAYS - 1)))])
    await countLateRequests(read, span);
}

/** The 24 hours that ended so many days before an hour. @param hour hours since 1970 */
function daysBefore(hour: number, days: number): Span {
  const to = hour * HOUR_MS - days * DAY_MS;
  return { from: to - DAY_MS, to };
}
