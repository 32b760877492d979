import {
  AccessTally,
  Cell,
  cutWindow,
  FACETS,
  OTHER,
  type WindowCell,
  windowsOf,
} from '@log-monitor/access-statistics';
import type { Read } from './read-measurements.js';
import { REQUEST_FACETS, type RequestCell, type RequestFacet } from './request-sums.js';

const MINUTE_SECONDS = 60;
/** Routes can be invented without end; of a minute those are kept that had the most requests, errors and time. */
const KEPT_ROUTES = { cap: 1000, isRanked: true };

const BY_NUMBER = new Map(REQUEST_FACETS.map((facet) => [FACETS[facet].number, facet]));
const TALLIES = REQUEST_FACETS.map((facet) => `(${FACETS[facet].number}, ${facet})`).join(', ');

/**
 * Windows of a minute that begin in [$1, $2) of the facets $3, and what is counted and not in them yet. It is one statement, so one snapshot: a request is in the one or in
 * the other.
 */
const COUNT_REQUESTS = `
  SELECT w.facet::int AS facet, extract(epoch FROM w.start)::float8 AS start, w.source_id AS source, w.host, w.value, w.status::int AS status,
         w.requests::float8 AS requests, w.errors::float8 AS errors, w.faults::float8 AS faults, w.latency, NULL::bytea AS tally
    FROM access_window w
   WHERE w.facet = ANY($3::int[]) AND w.width = ${MINUTE_SECONDS} AND w.start >= $1 AND w.start < $2
  UNION ALL
  SELECT kept.facet, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, kept.tally
    FROM access_delta d CROSS JOIN LATERAL (VALUES ${TALLIES}) kept (facet, tally)
   WHERE kept.facet = ANY($3::int[]) AND kept.tally IS NOT NULL AND (d.slot IS NULL OR (d.slot > $1::timestamptz - interval '10 minutes' AND d.slot < $2))
     AND (d.latest IS NULL OR d.latest >= $1) AND (d.earliest IS NULL OR d.earliest < $2)`;

const READ_SOURCES = 'SELECT id, name FROM access_source';

type Row = { facet: number } & (
  | { tally: Buffer }
  | {
      tally: null;
      start: number;
      source: number;
      host: string;
      value: string;
      status: number;
      requests: number;
      errors: number;
      faults: number;
      latency: Buffer | null;
    }
);

/** Requests of one minute, told apart in each way. */
export type CountedRequests = Readonly<Record<RequestFacet, RequestCell[]>>;

/**
 * Counts the requests of minutes as they are known now.
 *
 * @param from milliseconds since 1970, half-open; both ends are whole minutes
 * @param facets only told apart like this
 * @returns by the minute's start; those without requests are left out
 */
export async function countRequests(
  read: Read,
  from: number,
  to: number,
  facets: readonly RequestFacet[] = REQUEST_FACETS,
): Promise<Map<number, CountedRequests>> {
  const numbers = facets.map((facet) => FACETS[facet].number);
  const rows = await read<Row>(COUNT_REQUESTS, [new Date(from), new Date(to), numbers]);
  if (rows.length === 0) return new Map();
  const sources = await read<{ id: number; name: string }>(READ_SOURCES, []);
  const minutes = new CountedMinutes(from, to, new Map(sources.map(({ id, name }) => [id, name])));
  for (const row of rows) minutes.add(row);
  return minutes.counted();
}

type Place = Omit<WindowCell, 'cell'> & { readonly status: number };

/** Adds up what windows and tallies have of the same place. */
class CountedMinutes {
  readonly #open: Readonly<Record<RequestFacet, AccessTally>>;
  /** By facet, minute (seconds since 1970) and place. */
  readonly #cells: Readonly<Record<RequestFacet, Map<number, Map<string, WindowCell>>>>;

  constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly sources: ReadonlyMap<number, string>,
  ) {
    this.#open = { host: new AccessTally(), status: new AccessTally(), route: new AccessTally() };
    this.#cells = { host: new Map(), status: new Map(), route: new Map() };
  }

  add(row: Row): void {
    const facet = BY_NUMBER.get(row.facet) as RequestFacet;
    if (row.tally !== null) {
      this.#open[facet].mergeEncoded(facet, row.tally);
      return;
    }
    const { requests, errors, faults, latency } = row;
    const cell = this.#at(facet, row);
    cell.requests += requests;
    cell.errors += errors;
    cell.faults += faults;
    cell.mergeSketches(latency, null);
  }

  counted(): Map<number, CountedRequests> {
    const minutes = new Map<number, Record<RequestFacet, RequestCell[]>>();
    for (const facet of REQUEST_FACETS) {
      this.#addOpen(facet);
      for (const [start, places] of this.#cells[facet]) {
        const minute = start * 1000;
        let counted = minutes.get(minute);
        if (counted === undefined) minutes.set(minute, (counted = { host: [], status: [], route: [] }));
        const cells = [...places.values()];
        const kept = facet === 'route' ? cutWindow(cells, KEPT_ROUTES) : cells;
        counted[facet] = kept.map((one) => requestCell(one, this.#nameOf(one.source)));
      }
    }
    return minutes;
  }

  #addOpen(facet: RequestFacet): void {
    for (const { cell, ...place } of windowsOf(this.#open[facet], facet, MINUTE_SECONDS)) {
      if (place.start * 1000 < this.from || place.start * 1000 >= this.to) continue;
      this.#at(facet, { ...place, status: cell.status }).mergeCell(cell);
    }
  }

  #at(facet: RequestFacet, { start, source, host, value, status }: Place): Cell {
    let places = this.#cells[facet].get(start);
    if (places === undefined) this.#cells[facet].set(start, (places = new Map<string, WindowCell>()));
    // Several servers can have sources of one name: they are one for rules.
    const key = `${this.#nameOf(source)}\n${host}\n${status}\n${value}`;
    let window = places.get(key);
    if (window === undefined) {
      window = { start, source, host, value, cell: new Cell(status, value === OTHER) };
      places.set(key, window);
    }
    return window.cell;
  }

  #nameOf(source: number): string {
    return this.sources.get(source) ?? '';
  }
}

function requestCell({ host, value, cell }: WindowCell, source: string): RequestCell {
  const { status, requests, errors, faults, latency } = cell;
  return { source, host, route: value, status, requests, errors, faults, latency };
}
