import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import type { ClosedMinute } from './log-sums.js';
import { encodeMinute, MinuteReader } from './minute-bytes.js';
import type { Read } from './read-measurements.js';

/** Minutes of [$1, $2) as they were when each was closed. */
const READ_CLOSED = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, cells FROM alert_minute WHERE minute >= $1 AND minute < $2 ORDER BY minute`;

/**
 * Counters as they are now, of the minutes of [$1, $2) that were never closed, also of those without any; $3: only of these services. Arrays come as texts,
 * which are read in a third of the time.
 */
const READ_OPEN = `
  SELECT extract(epoch FROM m.minute)::float8 * 1000 AS minute, services, levels, counts
    FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') m (minute)
    LEFT JOIN (
      SELECT minute, array_agg(service_id)::text AS services, array_agg(level)::text AS levels, array_agg(count)::text AS counts
        FROM (
          SELECT c.minute, c.service_id, c.level, sum(c.count)::bigint AS count FROM log_count c
           WHERE c.minute >= $1 AND c.minute < $2 AND NOT EXISTS (SELECT FROM alert_minute a WHERE a.minute = c.minute)
             AND ($3::int[] IS NULL OR c.service_id = ANY($3))
           GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ) cell GROUP BY 1
    ) counted USING (minute)
   WHERE NOT EXISTS (SELECT FROM alert_minute a WHERE a.minute = m.minute)`;

const CLOSE = `
  INSERT INTO alert_minute (minute, cells) SELECT * FROM unnest($1::timestamptz[], $2::bytea[]) ON CONFLICT (minute) DO NOTHING`;

interface OpenRow {
  readonly minute: number;
  /** Null: nothing was logged. */
  readonly services: string | null;
  readonly levels: string | null;
  readonly counts: string | null;
}

/** Closes the minutes of [from, to) that are open: from then on they stay as they are, whatever comes late. */
export async function closeMinutes(read: Read, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += HOUR_MS) {
    const open = await readOpen(read, start, Math.min(start + HOUR_MS, to));
    if (open.length > 0) await read(CLOSE, [open.map(({ minute }) => new Date(minute)), open.map(encodeMinute)]);
  }
}

/**
 * Counters of minutes: as they were when each was closed; of those that were never closed, as they are now.
 *
 * @param to milliseconds since 1970, half-open; both ends are whole minutes
 * @param serviceIds undefined: all
 */
export async function readMinutes(
  read: Read,
  from: number,
  to: number,
  serviceIds?: readonly number[],
): Promise<ClosedMinute[]> {
  const closed = await readClosed(read, from, to, serviceIds);
  if (closed.length === (to - from) / MINUTE_MS) return closed;
  return [...closed, ...(await readOpen(read, from, to, serviceIds))];
}

/** Those minutes that are closed. */
export async function readClosed(
  read: Read,
  from: number,
  to: number,
  serviceIds?: readonly number[],
): Promise<ClosedMinute[]> {
  const rows = await read<{ minute: number; cells: Buffer }>(READ_CLOSED, [new Date(from), new Date(to)]);
  const reader = new MinuteReader(serviceIds);
  return rows.map(({ minute, cells }) => reader.read(minute, cells));
}

async function readOpen(read: Read, from: number, to: number, serviceIds?: readonly number[]): Promise<ClosedMinute[]> {
  const rows = await read<OpenRow>(READ_OPEN, [new Date(from), new Date(to), serviceIds ?? null]);
  return rows.map(({ minute, services, levels, counts }) => ({
    minute,
    serviceIds: numbersIn(services),
    levels: numbersIn(levels),
    counts: numbersIn(counts),
  }));
}

/** Numbers of an array as PostgreSQL writes it: `{1,20,3}`. */
function numbersIn(text: string | null): number[] {
  return text === null ? [] : text.slice(1, -1).split(',').map(Number);
}
