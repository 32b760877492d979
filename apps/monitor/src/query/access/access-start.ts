import { DAY_MS } from '../../time/durations.js';
import type { RequestedRange } from '../range/time-range.js';
import type { Statement } from '../database/statement.js';
import type { Span } from './time-buckets.js';

/**
 * What every answer about requests needs first: where the newest window of ten seconds ends, the newest time that batches have brought and no slot has, the time of the
 * oldest request that is kept, and the sources with the names $1, servers $2 and clusters $3, each or null.
 */
export const ACCESS_START: Statement = {
  name: 'access-start',
  text: `
SELECT (SELECT max(start) + interval '10 seconds' FROM access_window WHERE facet = 1 AND width = 10) AS newest_end,
       (SELECT max(latest) FROM access_delta WHERE slot IS NULL) AS newest_open,
       (SELECT min(time) FROM access_record) AS oldest_request,
       CASE WHEN $1::text[] IS NOT NULL OR $2::text[] IS NOT NULL OR $3::text[] IS NOT NULL THEN
         ARRAY(SELECT id FROM access_source
                WHERE ($1 IS NULL OR name = ANY($1)) AND ($2 IS NULL OR server = ANY($2)) AND ($3 IS NULL OR cluster = ANY($3)))
       END AS sources`,
};

export interface AccessStart {
  newest_end: Date | null;
  newest_open: Date | null;
  oldest_request: Date | null;
  sources: number[] | null;
}

const TEN_SECONDS = 10_000;

/** From this moment on there are no windows, in milliseconds since 1970. What is newer is in open slots, which are told apart by ten seconds. */
export function nothingSince({ newest_end }: AccessStart): number {
  return newest_end?.getTime() ?? 0;
}

/** Gives a range the ends that were not asked for: the last 24 hours, up to the newest request. */
export function closeSpan(start: AccessStart, asked: RequestedRange, now: Date): Span {
  const next = Math.floor(now.getTime() / TEN_SECONDS + 1) * TEN_SECONDS;
  const newest = Math.max(nothingSince(start), start.newest_open?.getTime() ?? 0);
  const to = asked.to?.getTime() ?? Math.max(next, Math.ceil(newest / TEN_SECONDS) * TEN_SECONDS);
  const anchor = asked.to?.getTime() ?? next;
  const from = asked.from?.getTime() ?? anchor - DAY_MS;
  return { from, to: Math.max(from, to) };
}
