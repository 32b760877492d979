import { LogSums, Places } from './log-sums.js';
import type { Span } from './minute-table.js';
import type { Read } from './read-measurements.js';
import { readClosed } from './read-minutes.js';

/** Counters as they are now, of the minutes of [$1, $2) that are closed. */
const READ_COUNTED = `
  SELECT c.service_id AS "serviceId", service.name AS service, c.level::int AS level, sum(c.count)::float8 AS count
    FROM log_count c JOIN service ON service.id = c.service_id
   WHERE c.minute >= $1 AND c.minute < $2 AND EXISTS (SELECT FROM alert_minute a WHERE a.minute = c.minute) GROUP BY 1, 2, 3`;

/** Records of one service and level that came after their minutes were closed. */
export interface LateRecords {
  readonly service: string;
  readonly level: number;
  readonly count: number;
}

/** Records of closed minutes of a span that came after each was closed. */
export async function lateRecords(read: Read, { from, to }: Span): Promise<LateRecords[]> {
  const places = new Places();
  const sums = new LogSums(places);
  for (const minute of await readClosed(read, from, to)) sums.add(places.placed(minute));
  const counted = await read<LateRecords & { serviceId: number }>(READ_COUNTED, [new Date(from), new Date(to)]);
  return counted
    .map(({ serviceId, count, ...place }) => ({ ...place, count: count - sums.of(serviceId, [place.level]) }))
    .filter(({ count }) => count > 0);
}
