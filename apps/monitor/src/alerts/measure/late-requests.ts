import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { countRequests } from './count-requests.js';
import type { Span } from './minute-table.js';
import type { Read } from './read-measurements.js';
import { RequestReader } from './request-bytes.js';
import { NUMBERS_OF_PLACE, type RequestCell } from './request-sums.js';

/** Closed minutes of [$1, $2) that have gained requests since. */
const READ_GROWN = `
  SELECT extract(epoch FROM closed.minute)::float8 * 1000 AS minute, closed.host
    FROM alert_access_minute closed
    JOIN (SELECT start AS minute, sum(requests) AS requests FROM access_window
           WHERE facet = 1 AND width = 60 AND start >= $1 AND start < $2 GROUP BY 1) counted USING (minute)
   WHERE closed.minute >= $1 AND closed.minute < $2 AND counted.requests > closed.requests`;

const READ_CLOSED = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, host FROM alert_access_minute WHERE minute >= $1 AND minute < $2`;

const KEEP = `
  INSERT INTO alert_access_late (hour, source, host, count) SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[])
  ON CONFLICT (hour, source, host) DO UPDATE SET count = excluded.count`;

interface Closed {
  readonly minute: number;
  readonly host: Buffer | null;
}

/** Requests of one source and host that came after their minutes were closed. */
export interface LateRequests extends Pick<RequestCell, 'source' | 'host'> {
  count: number;
}

/** Keeps for each hour of a span how many requests came after their minutes were closed. */
export async function countLateRequests(read: Read, span: Span): Promise<void> {
  const grown = await read<Closed>(READ_GROWN, [new Date(span.from), new Date(span.to)]);
  for (const hour of new Set(grown.map(({ minute }) => Math.floor(minute / HOUR_MS) * HOUR_MS))) {
    const ofHour = grown.filter(({ minute }) => minute >= hour && minute < hour + HOUR_MS);
    const late = await lateOf(read, ofHour);
    await read(KEEP, [
      late.map(() => new Date(hour)),
      ...[late.map(({ source }) => source), late.map(({ host }) => host), late.map(({ count }) => count)],
    ]);
  }
}

/** Requests of closed minutes of a span that came after each was closed. */
export async function lateRequests(read: Read, span: Span): Promise<LateRequests[]> {
  return lateOf(read, await read<Closed>(READ_CLOSED, [new Date(span.from), new Date(span.to)]));
}

async function lateOf(read: Read, closed: readonly Closed[]): Promise<LateRequests[]> {
  if (closed.length === 0) return [];
  const minutes = closed.map(({ minute }) => minute);
  const counted = await countRequests(read, Math.min(...minutes), Math.max(...minutes) + MINUTE_MS, ['host']);
  const late = new Map<string, LateRequests>();
  const reader = new RequestReader();
  for (const { minute, host: bytes } of closed) {
    const { places, numbers } = reader.read(minute, bytes, false);
    const before = new Map(places.map((place, at) => [placeOf(place), numbers[at * NUMBERS_OF_PLACE] ?? 0]));
    for (const cell of counted.get(minute)?.host ?? []) {
      const gained = cell.requests - (before.get(placeOf(cell)) ?? 0);
      if (gained <= 0) continue;
      const { source, host } = cell;
      const known = late.get(placeOf(cell));
      if (known === undefined) late.set(placeOf(cell), { source, host, count: gained });
      else known.count += gained;
    }
  }
  return [...late.values()];
}

function placeOf({ source, host }: Pick<RequestCell, 'source' | 'host'>): string {
  return `${source}\n${host}`;
}
