import {
  Cell,
  DistinctCount,
  type Facet,
  FACETS,
  LatencyHistogram,
  OTHER,
  type Width,
  type WindowCell,
} from '@log-monitor/access-statistics';

/** A row of `access_window`. */
export interface WindowRow extends WindowCell {
  readonly facet: Facet;
  readonly width: Width;
}

/** A row as it is read. */
export interface StoredWindow {
  start: Date;
  source_id: number;
  host: string;
  value: string;
  status: number;
  requests: string;
  errors: string;
  faults: string;
  bytes: string;
  timed: string;
  duration_us: string;
  longest_us: string;
  late: string;
  cut: string;
  latency: Buffer | null;
  clients: Buffer | null;
}

/** The same for the same row of the table. */
export function keyOf({ facet, width, start, source, host, value, cell }: WindowRow): string {
  return `${facet.number}\n${width}\n${start}\n${source}\n${cell.status}\n${host}\n${value}`;
}

export function windowRowOf(facet: Facet, width: Width, stored: StoredWindow): WindowRow {
  const cell = new Cell(stored.status, stored.value === OTHER);
  cell.requests = Number(stored.requests);
  cell.errors = Number(stored.errors);
  cell.faults = Number(stored.faults);
  cell.bytes = Number(stored.bytes);
  cell.timed = Number(stored.timed);
  cell.durationUs = Number(stored.duration_us);
  cell.longestUs = Number(stored.longest_us);
  cell.late = Number(stored.late);
  cell.cut = Number(stored.cut);
  if (stored.latency !== null) cell.latency = LatencyHistogram.decode(stored.latency);
  if (stored.clients !== null) cell.clients = DistinctCount.decode(stored.clients);
  const { source_id: source, host, value } = stored;
  return { facet, width, start: stored.start.getTime() / 1000, source, host, value, cell };
}

/** Facets whose rows hold more than sums. */
export const FACETS_WITH_SKETCHES = Object.values(FACETS).filter(({ latency, clients }) => latency || clients);

export const CAPPED_FACETS = Object.values(FACETS).filter(({ cap }) => Number.isFinite(cap));
