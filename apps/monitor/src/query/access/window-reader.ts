import {
  type Cell,
  type Counts,
  DistinctCount,
  type FacetName,
  FACETS,
  LatencyHistogram,
} from '@log-monitor/access-statistics';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { type CellKey, CountedCells } from './counted-cells.js';
import type { WindowSegment } from './window-plan.js';

/** Windows of the facet $1 in the segments ($2 widths, $3 from, $4 to) with the sources $6, hosts $7, values $8 and statuses $9, each or null. */
export const WINDOWS = `unnest($2::int[], $3::timestamptz[], $4::timestamptz[]) segment (width, low, high)
  JOIN access_window w ON w.facet = $1 AND w.width = segment.width AND w.start >= segment.low AND w.start < segment.high
 WHERE ($6::int[] IS NULL OR w.source_id = ANY($6))
   AND ($7::text[] IS NULL OR w.host = ANY($7))
   AND ($8::text[] IS NULL OR w.value = ANY($8))
   AND ($9::smallint[] IS NULL OR w.status = ANY($9))`;

/** By the buckets that begin at $5; $10 to $13: tell sources, hosts, values and statuses apart. */
export const WINDOW_KEY = `width_bucket(w.start, $5::timestamptz[]) - 1 AS bucket,
       CASE WHEN $10 THEN w.source_id END AS source, CASE WHEN $11 THEN w.host END AS host,
       CASE WHEN $12 THEN w.value END AS value, CASE WHEN $13 THEN w.status END AS status`;

const SUMMED = ['requests', 'errors', 'faults', 'bytes', 'timed', 'duration_us', 'late', 'cut'];

/** Added up as floating point, which takes half the time of whole numbers and is as exact up to 2^53. */
export const WINDOW_SUMS = `max(w.longest_us) AS longest_us,
       ${SUMMED.map((name) => `sum(w.${name}::float8)::bigint AS ${name}`).join(', ')}`;

export const ACCESS_WINDOW_SUMS: Statement = {
  name: 'access-window-sums',
  text: `
SELECT ${WINDOW_KEY}, ${WINDOW_SUMS}
  FROM ${WINDOWS}
 GROUP BY 1, 2, 3, 4, 5`,
};

/** Windows one by one, with $14 their latencies and $15 their clients: only the reader can add those up. In base64, a third shorter than as PostgreSQL writes bytes. */
export const ACCESS_WINDOW_SKETCHES: Statement = {
  name: 'access-window-sketches',
  text: `
SELECT ${WINDOW_KEY}, CASE WHEN $14 THEN encode(w.latency, 'base64') END AS latency, CASE WHEN $15 THEN encode(w.clients, 'base64') END AS clients
  FROM ${WINDOWS}`,
};

export interface WindowQuestion {
  facet: FacetName;
  segments: readonly WindowSegment[];
  /** Where buckets begin, milliseconds since 1970. */
  starts: readonly number[];
  sources: readonly number[] | null;
  hosts: readonly string[] | null;
  values: readonly string[] | null;
  statuses: readonly number[] | null;
  apart: { source: boolean; host: boolean; value: boolean; status: boolean };
}

export interface SumRow extends CellKey {
  requests: number;
  errors: number;
  faults: number;
  bytes: number;
  timed: number;
  duration_us: number;
  longest_us: number;
  late: number;
  cut: number;
}

interface SketchRow extends CellKey {
  latency: string | null;
  clients: string | null;
}

/** What is to be read of windows. */
export interface Wanted {
  sums: boolean;
  /** With percentiles, where the facet has them. */
  latency: boolean;
  /** With distinct clients, where the facet has them. */
  clients: boolean;
}

/** Adds what the windows of a question hold. */
export async function addWindows(
  snapshot: Snapshot,
  question: WindowQuestion,
  { sums, latency, clients }: Wanted,
  cells: CountedCells,
): Promise<void> {
  if (question.segments.length === 0) return;
  const facet = FACETS[question.facet];
  const sketches = [latency && facet.latency, clients && facet.clients];
  const values = valuesOf(question);
  const [sumRows, sketchRows] = await Promise.all([
    sums ? snapshot.rows<SumRow>(ACCESS_WINDOW_SUMS, values) : [],
    sketches.includes(true) ? snapshot.rows<SketchRow>(ACCESS_WINDOW_SKETCHES, [...values, ...sketches]) : [],
  ]);
  for (const row of sumRows) addSums(cells.at(row), row);
  for (const row of sketchRows) addSketches(cells.at(row), row);
}

function addSketches(cell: Cell, { latency, clients }: SketchRow): void {
  if (latency !== null) (cell.latency ??= new LatencyHistogram()).mergeEncoded(Buffer.from(latency, 'base64'));
  if (clients !== null) (cell.clients ??= new DistinctCount()).mergeEncoded(Buffer.from(clients, 'base64'));
}

/** $1 to $13. */
export function valuesOf({
  facet,
  segments,
  starts,
  sources,
  hosts,
  values,
  statuses,
  apart,
}: WindowQuestion): unknown[] {
  return [
    FACETS[facet].number,
    segments.map(({ width }) => width),
    segments.map(({ from }) => new Date(from)),
    segments.map(({ to }) => new Date(to)),
    starts.map((start) => new Date(start)),
    sources,
    hosts,
    values,
    statuses,
    apart.source,
    apart.host,
    apart.value,
    apart.status,
  ];
}

export function addSums(counts: Counts, row: SumRow): void {
  counts.requests += row.requests;
  counts.errors += row.errors;
  counts.faults += row.faults;
  counts.bytes += row.bytes;
  counts.timed += row.timed;
  counts.durationUs += row.duration_us;
  counts.longestUs = Math.max(counts.longestUs, row.longest_us);
  counts.late += row.late;
  counts.cut += row.cut;
}

/** The key of a window in an answer. @param window its begin in milliseconds since 1970 */
export function keyOf(
  { facet, starts, apart }: WindowQuestion,
  window: { start: number; source: number; host: string; value: string; status: number },
): CellKey {
  return {
    bucket: bucketAt(starts, window.start),
    source: apart.source ? window.source : null,
    host: apart.host ? (facet === 'total' ? '' : window.host) : null,
    value: apart.value ? window.value : null,
    status: apart.status ? window.status : null,
  };
}

/** The last of the starts that is no later. */
function bucketAt(starts: readonly number[], time: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
