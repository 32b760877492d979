import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { countLateRequests } from './late-requests.js';
import { LogSums, Places } from './log-sums.js';
import type { Span } from './minute-table.js';
import type { Read } from './read-measurements.js';
import { readClosed } from './read-minutes.js';

/** What the counters have of the hours of [$1, $2). */
const READ_HOURS = `
  SELECT extract(epoch FROM start)::float8 * 1000 AS hour, service_id AS "serviceId", level::int AS level, sum(count)::float8 AS count
    FROM log_count_rollup WHERE width = 60 AND start >= $1 AND start < $2 GROUP BY 1, 2, 3`;

const KEEP = `
  INSERT INTO alert_late (hour, service_id, level, count) SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::smallint[], $4::bigint[])
  ON CONFLICT (hour, service_id, level) DO UPDATE SET count = excluded.count`;

interface HourCount {
  readonly hour: number;
  readonly serviceId: number;
  readonly level: number;
  readonly count: number;
}

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
  if ((at % HOUR_MS) / MINUTE_MS !== AT_MINUTE) return;
  const hour = Math.floor(at / HOUR_MS);
  for (const span of [daysBefore(hour, 0), daysBefore(hour, 1 + (hour % (RECORD_DAYS - 1)))])
    await countLateRecords(read, span);
  for (const span of [daysBefore(hour, 0), daysBefore(hour, 1 + (hour % (REQUEST_DAYS - 1)))])
    await countLateRequests(read, span);
}

/** Keeps what the counters of hours have gained since their minutes were closed. Hours of which a minute was never closed are left out: nobody has evaluated them. */
async function countLateRecords(read: Read, { from, to }: Span): Promise<void> {
  const counted = await read<HourCount>(READ_HOURS, [new Date(from), new Date(to)]);
  for (const hour of new Set(counted.map((one) => one.hour))) {
    const closed = await readClosed(read, hour, hour + HOUR_MS);
    if (closed.length < HOUR_MS / MINUTE_MS) continue;
    const places = new Places();
    const sums = new LogSums(places);
    for (const minute of closed) sums.add(places.placed(minute));
    const late = counted
      .filter((one) => one.hour === hour)
      .map((one) => ({ ...one, count: one.count - sums.of(one.serviceId, [one.level]) }))
      .filter(({ count }) => count > 0);
    if (late.length === 0) continue;
    await read(KEEP, [
      ...[late.map(() => new Date(hour)), late.map(({ serviceId }) => serviceId)],
      ...[late.map(({ level }) => level), late.map(({ count }) => count)],
    ]);
  }
}

/** The 24 hours that ended so many days before an hour. @param hour hours since 1970 */
function daysBefore(hour: number, days: number): Span {
  const to = hour * HOUR_MS - days * DAY_MS;
  return { from: to - DAY_MS, to };
}
