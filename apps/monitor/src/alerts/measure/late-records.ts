import type { Span } from './minute-table.js';
import type { Read } from './read-measurements.js';

/** What the counters of the minutes of [$1, $2) have gained since each was closed. */
const READ_LATE = `
  WITH closed AS (
    SELECT minute, cell.service_id, cell.level, cell.count
      FROM alert_minute, unnest(service_ids, levels, counts) cell (service_id, level, count) WHERE minute >= $1 AND minute < $2
  ), counted AS (
    SELECT minute, service_id, level, sum(count) AS count FROM log_count
     WHERE minute >= $1 AND minute < $2 AND EXISTS (SELECT FROM alert_minute a WHERE a.minute = log_count.minute) GROUP BY 1, 2, 3
  )
  SELECT service.name AS service, level::int AS level, sum(counted.count - coalesce(closed.count, 0))::float8 AS count
    FROM counted LEFT JOIN closed USING (minute, service_id, level) JOIN service ON service.id = service_id
   WHERE counted.count > coalesce(closed.count, 0) GROUP BY 1, 2`;

/** Records of one service and level that came after their minutes were closed. */
export interface LateRecords {
  readonly service: string;
  readonly level: number;
  readonly count: number;
}

/** Records of closed minutes of a span that came after each was closed. */
export async function lateRecords(read: Read, { from, to }: Span): Promise<LateRecords[]> {
  return read<LateRecords>(READ_LATE, [new Date(from), new Date(to)]);
}
