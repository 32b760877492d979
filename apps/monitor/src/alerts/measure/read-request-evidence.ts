import type { AlertScope } from '@log-monitor/monitor-api';
import { statusCodes } from '../../query/access/access-filter.js';
import { ROUTE_NAME } from '../../query/access/request-conditions.js';
import { type AlertSample, MAX_SAMPLES } from '../event/alert-event.js';
import type { Span } from './minute-table.js';
import { likePatterns } from './narrowing.js';
import type { Read } from './read-measurements.js';

/** More than any channel shows of one request. */
const MOST_CHARACTERS = 4000;
/** The newest requests of a window, among which those of a rule are looked for. */
const MOST_LOOKED_AT = 20_000;

/** Requests of [$1, $2), $3: only those with an error; of the hosts $4, routes $5, sources $6 as patterns and of the status codes $7; $8: the slowest first. */
const READ_REQUESTS = `
  SELECT r.time, r.status, coalesce(r.host, '(unknown)') AS host, left(r.line, ${MOST_CHARACTERS}) AS line
    FROM (SELECT * FROM access_record a
           WHERE a.time >= $1 AND a.time < $2 AND NOT a.health_check AND ($3::boolean IS NOT TRUE OR a.status >= 400)
           ORDER BY a.time DESC LIMIT ${MOST_LOOKED_AT}) r
    JOIN access_source s ON s.id = r.source_id
   WHERE ($4::text[] IS NULL OR coalesce(r.host, '(unknown)') LIKE ANY($4)) AND ($5::text[] IS NULL OR ${ROUTE_NAME} LIKE ANY($5))
     AND ($6::text[] IS NULL OR s.name LIKE ANY($6)) AND ($7::smallint[] IS NULL OR coalesce(r.status, 0) = ANY($7))
   ORDER BY CASE WHEN $8::boolean THEN r.duration_ms END DESC NULLS LAST, r.time DESC LIMIT ${MAX_SAMPLES}`;

interface RequestRow {
  time: Date;
  status: number | null;
  host: string;
  line: string;
}

/**
 * Requests that show what is the matter, among the newest of a window.
 *
 * @param show slowest: those that took the longest; failed: only those with an error
 */
export async function requestEvidence(
  read: Read,
  window: Span,
  { hosts, routes, sources, statuses }: AlertScope,
  show: 'newest' | 'slowest' | 'failed',
): Promise<AlertSample[]> {
  const rows = await read<RequestRow>(READ_REQUESTS, [
    ...[new Date(window.from), new Date(window.to), show === 'failed'],
    ...[likePatterns(hosts), likePatterns(routes), likePatterns(sources), statusCodes(statuses), show === 'slowest'],
  ]);
  return rows.map(({ time, status, host, line }) => ({
    ...{ time: time.toISOString(), level: status === null ? 'none' : String(status) },
    ...{ service: host, message: line },
  }));
}
