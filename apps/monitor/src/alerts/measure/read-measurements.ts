import { MINUTE_MS } from '../../time/durations.js';
import type { KnownService } from './measurements.js';
import type { Sample } from './sample.js';

/** Runs a statement: in the transaction that decides, or in the snapshot of an answer. */
export type Read = <Row>(sql: string, values: readonly unknown[]) => Promise<Row[]>;

/** Closes the minutes of [$1, $2) that are not closed yet; a minute without records is closed too. */
const CLOSE_MINUTES = `
  INSERT INTO alert_minute (minute, service_ids, levels, counts)
  SELECT m.minute, coalesce(array_agg(c.service_id ORDER BY c.service_id, c.level) FILTER (WHERE c.level IS NOT NULL), '{}'),
         coalesce(array_agg(c.level ORDER BY c.service_id, c.level) FILTER (WHERE c.level IS NOT NULL), '{}'),
         coalesce(array_agg(c.count ORDER BY c.service_id, c.level) FILTER (WHERE c.level IS NOT NULL), '{}')
    FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') m (minute)
    LEFT JOIN (
      SELECT minute, service_id, level, sum(count)::bigint AS count FROM log_count l
       WHERE minute >= $1 AND minute < $2 AND NOT EXISTS (SELECT FROM alert_minute a WHERE a.minute = l.minute) GROUP BY 1, 2, 3
    ) c USING (minute)
   WHERE NOT EXISTS (SELECT FROM alert_minute a WHERE a.minute = m.minute)
   GROUP BY m.minute`;

const READ_SERVICES = 'SELECT id, name FROM service ORDER BY id';

const READ_SAMPLES = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, body FROM alert_sample WHERE minute > $1 AND minute <= $2`;

/** From then on these minutes stay as they are, whatever comes late. */
export async function closeMinutes(read: Read, from: number, to: number): Promise<void> {
  await read(CLOSE_MINUTES, [new Date(from), new Date(to)]);
}

export async function readServices(read: Read): Promise<KnownService[]> {
  return read<KnownService>(READ_SERVICES, []);
}

/** Samples of the moments after `from` up to `to`, by their moment. */
export async function readSamples(read: Read, from: number, to: number): Promise<Map<number, Sample>> {
  const rows = await read<{ minute: number; body: Sample }>(READ_SAMPLES, [new Date(from), new Date(to)]);
  return new Map(rows.map(({ minute, body }) => [minute, body]));
}

/** The minute that a time lies in. */
export function floorMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
