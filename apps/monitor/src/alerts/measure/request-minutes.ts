import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { type CountedRequests, countRequests } from './count-requests.js';
import type { Read } from './read-measurements.js';
import { encodeRequests, RequestReader } from './request-bytes.js';
import { REQUEST_FACETS, type RequestFacet, type RequestMinute, type RequestView } from './request-sums.js';

/** What is older has no windows of a minute any more. */
const COUNTED_MS = 8 * DAY_MS;

/** A minute that is closed: bytes for each way to tell requests apart. */
type ClosedRequests = Readonly<Record<RequestFacet, Buffer | null>> & {
  /** Its start, milliseconds since 1970. */
  readonly minute: number;
  readonly behind: readonly string[];
};

type CountedMinute = ClosedRequests & { readonly requests: number };

/** $2: only told apart like this. */
const READ_CLOSED = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, behind,
         ${REQUEST_FACETS.map((facet) => `CASE WHEN '${facet}' = ANY($2) THEN ${facet} END AS ${facet}`).join(', ')}
    FROM alert_access_minute WHERE minute = ANY($1::timestamptz[]) ORDER BY alert_access_minute.minute`;

/**
 * How much each source has sent that was heard in the day before $1, and which ones are sending lines older than the minute that ended at $1: their newest line
 * is older than the lateness, and more came since the minute before was closed. A source whose lines are older than a day is read as an archive.
 */
const READ_SOURCES = `
  SELECT coalesce(jsonb_object_agg(s.id, s.requests + s.errors), '{}') AS sources,
         coalesce(array_agg(DISTINCT s.name) FILTER (WHERE s.latest_event < $1::timestamptz - interval '1 minute' AND s.latest_event > $1::timestamptz - interval '1 day'
           AND s.requests + s.errors > (before.sources ->> s.id::text)::bigint), '{}') AS behind
    FROM access_source s LEFT JOIN alert_access_minute before ON before.minute = $1::timestamptz - interval '2 minutes'
   WHERE s.last_seen > $1::timestamptz - interval '1 day'`;

const CLOSE = `
  INSERT INTO alert_access_minute (minute, requests, host, status, route, behind, sources)
  SELECT given.*, $6::text[], $7::jsonb
    FROM unnest($1::timestamptz[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[]) given (minute, requests, host, status, route)
  ON CONFLICT (minute) DO NOTHING`;

/** Requests of the minutes that rules look at, each as it was when it was closed. */
export class RequestMinutes {
  /** By view and minute. */
  readonly #views = new Map<string, Map<number, RequestMinute>>();

  /** @param closed one after the other, with the bytes of the views */
  static read(closed: readonly ClosedRequests[], views: readonly RequestView[]): RequestMinutes {
    const minutes = new RequestMinutes();
    for (const view of views) {
      if (minutes.#views.has(keyOf(view))) continue;
      const reader = new RequestReader();
      const read = closed.map((one): [number, RequestMinute] => [
        one.minute,
        { ...reader.read(one.minute, one[view.facet], view.latency), behind: one.behind },
      ]);
      minutes.#views.set(keyOf(view), new Map(read));
    }
    return minutes;
  }

  at(minute: number, view: RequestView): RequestMinute {
    return this.#views.get(keyOf(view))?.get(minute) ?? { ...NOTHING, minute };
  }

  /** Adds others. */
  take(others: RequestMinutes): void {
    for (const [view, minutes] of others.#views) {
      const known = this.#views.get(view);
      if (known === undefined) this.#views.set(view, minutes);
      else for (const [at, minute] of minutes) known.set(at, minute);
    }
  }

  forgetBefore(start: number): void {
    for (const minutes of this.#views.values())
      for (const minute of minutes.keys()) if (minute < start) minutes.delete(minute);
  }
}

const NOTHING = { places: [], numbers: new Float64Array(), latencies: undefined, behind: [] };

function keyOf({ facet, latency }: RequestView): string {
  return `${facet}/${latency}`;
}

/**
 * Closes the minute that ended at a moment: from then on it stays as it is, whatever comes late.
 *
 * @param at milliseconds since 1970
 */
export async function closeRequests(read: Read, at: number): Promise<void> {
  const minute = at - MINUTE_MS;
  const [known] = await read(READ_CLOSED, [[new Date(minute)], []]);
  if (known !== undefined) return;
  const counted = await countRequests(read, minute, at);
  const [standing] = await read<{ sources: object; behind: string[] }>(READ_SOURCES, [new Date(at)]);
  await keep(read, [closedOf(minute, counted.get(minute), standing?.behind ?? [])], standing?.sources ?? {});
}

/**
 * Reads minutes.
 *
 * @param minutes their starts
 * @param unclosed what becomes of minutes that were never closed: `close` counts and closes them, so that nobody sees them otherwise later; `count` only
 *   counts them, as they are now
 * @param views how they are looked at
 */
export async function readRequests(
  read: Read,
  minutes: readonly number[],
  unclosed: 'close' | 'count',
  views: readonly RequestView[],
): Promise<RequestMinutes> {
  if (minutes.length === 0) return new RequestMinutes();
  const facets = [...new Set(views.map(({ facet }) => facet))];
  const closed = await read<ClosedRequests>(READ_CLOSED, [minutes.map((minute) => new Date(minute)), facets]);
  const known = new Set(closed.map(({ minute }) => minute));
  const oldest = Math.max(...minutes) - COUNTED_MS;
  const missing = minutes.filter((minute) => !known.has(minute) && minute >= oldest);
  const hours = new Set(missing.map((minute) => Math.floor(minute / HOUR_MS) * HOUR_MS));
  for (const hour of hours) {
    const ofHour = missing.filter((minute) => minute >= hour && minute < hour + HOUR_MS);
    const span = { from: Math.min(...ofHour), to: Math.max(...ofHour) + MINUTE_MS };
    const counted = await countRequests(read, span.from, span.to, unclosed === 'close' ? REQUEST_FACETS : facets);
    const made = ofHour.map((minute) => closedOf(minute, counted.get(minute), []));
    if (unclosed === 'close') await keep(read, made, null);
    closed.push(...made);
  }
  return RequestMinutes.read(closed, views);
}

function closedOf(minute: number, counted: CountedRequests | undefined, behind: readonly string[]): CountedMinute {
  const { host = [], status = [], route = [] } = counted ?? {};
  return {
    ...{ minute, behind, requests: host.reduce((sum, { requests }) => sum + requests, 0) },
    ...{ host: encodeRequests(host), status: encodeRequests(status), route: encodeRequests(route) },
  };
}

async function keep(read: Read, closed: readonly CountedMinute[], sources: object | null): Promise<void> {
  await read(CLOSE, [
    closed.map(({ minute }) => new Date(minute)),
    closed.map(({ requests }) => requests),
    ...(['host', 'status', 'route'] as const).map((facet) => closed.map((one) => one[facet])),
    closed[0]?.behind ?? [],
    sources === null ? null : JSON.stringify(sources),
  ]);
}
