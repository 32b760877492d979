import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import type { TimeRange } from '../range/time-range.js';

/** Where records of a request may lie: a service's rows of a short time. */
export interface RequestPlace {
  serviceId: number;
  /** Milliseconds since 1970; `to` is not included. */
  from: number;
  to: number;
}

interface PlaceRow {
  service_id: number;
  from_ms: number;
  to_ms: number;
}

/** A place is no longer (store/log/request-places.ts). */
const WIDEST_MS = 600_000;

/**
 * $1 request, $2 and $3 the times in which it is looked for, $4 services, $5 the time whose neighbourhood comes first, $6 limit. Two requests in four
 * billion have the same hash: the rows are asked for the request itself.
 */
export const REQUEST_PLACES: Statement = {
  name: 'request-places',
  text: `
SELECT service_id, (extract(epoch FROM time) * 1000)::float8 AS from_ms, (extract(epoch FROM time) * 1000 + length_ms)::float8 AS to_ms
  FROM log_request
 WHERE hashes @> ARRAY[hashtext($1::text)]
   AND time > $2::timestamptz - interval '${WIDEST_MS} milliseconds' AND time < $3
   AND ($4::int[] IS NULL OR service_id = ANY($4))
 ORDER BY abs(extract(epoch FROM time - $5::timestamptz))
 LIMIT $6`,
  plan: 'once',
};

/**
 * The rows `r` of a request's places, from parameter $`first` on: services, begins and ends. OFFSET 0 has each place read by its own index.
 *
 * @param from parameter of the earliest time, `to` that of the latest, not included: only these days are planned for
 */
export const rowsOfPlaces = (first: number, { from, to }: Readonly<{ from: string; to: string }>): string =>
  `unnest($${first}::int[], $${first + 1}::timestamptz[], $${first + 2}::timestamptz[]) place (service_id, since, until)
   CROSS JOIN LATERAL (
     SELECT * FROM log_record one
      WHERE one.service_id = place.service_id AND one.time >= place.since AND one.time < place.until
        AND one.time >= ${from} AND one.time < ${to}
     OFFSET 0
   ) r`;

export const placeValues = (places: readonly RequestPlace[]): [number[], Date[], Date[]] => [
  places.map(({ serviceId }) => serviceId),
  places.map(({ from }) => new Date(from)),
  places.map(({ to }) => new Date(to)),
];

interface Wanted {
  requestId: string;
  range: TimeRange;
  services: readonly number[] | null;
  /** What is nearest to it comes first. */
  near: Date;
}

/** Places that are read one by one. A request with more is none, but a name that everything has. */
const MOST_PLACES = 1000;

/** Where a request has its records. */
export interface RequestPlaces {
  /** None of them has a row in common with another. */
  places: RequestPlace[];
  /** False: they are too many to be read one by one, and these are the nearest. */
  areAll: boolean;
}

export async function findRequestPlaces(
  snapshot: Snapshot,
  { requestId, range, services, near }: Wanted,
): Promise<RequestPlaces> {
  const values = [requestId, range.from, range.to, services, near, MOST_PLACES + 1];
  const rows = await snapshot.rows<PlaceRow>(REQUEST_PLACES, values);
  const nearest = rows.slice(0, MOST_PLACES);
  const places = nearest.map(({ service_id, from_ms, to_ms }) => ({ serviceId: service_id, from: from_ms, to: to_ms }));
  return { places: joinPlaces(places), areAll: rows.length <= MOST_PLACES };
}

/** Those that reach into a range. */
export function placesWithin(places: readonly RequestPlace[], range: TimeRange): RequestPlace[] {
  return places.filter(({ from, to }) => to > range.from.getTime() && from < range.to.getTime());
}

/** From the first to the last of the places, within a range. */
export function spanOf(places: readonly RequestPlace[], { from, to }: TimeRange): TimeRange {
  const first = Math.min(...places.map((place) => place.from));
  const last = Math.max(...places.map((place) => place.to));
  return { from: new Date(Math.max(first, from.getTime())), to: new Date(Math.min(last, to.getTime())) };
}

/** The same times, with those that touch or overlap as one. */
export function joinPlaces(places: readonly RequestPlace[]): RequestPlace[] {
  const sorted = [...places].sort((a, b) => a.serviceId - b.serviceId || a.from - b.from);
  const joined: RequestPlace[] = [];
  for (const place of sorted) {
    const last = joined.at(-1);
    if (last?.serviceId !== place.serviceId || place.from > last.to) joined.push({ ...place });
    else last.to = Math.max(last.to, place.to);
  }
  return joined;
}
