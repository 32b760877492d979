import { readFacts, WINDOW_SECONDS, WindowFacts } from '@log-monitor/access-anomaly';
import type { KnownTexts } from '@log-monitor/access-statistics';
import type pg from 'pg';

/** Bytes that are read for one step, as a goal: what they become takes several times as much memory. */
const MOST_BYTES = 8_000_000;

const OVERLAPS = `f.source_id = r.source AND f.last_window >= to_timestamp(r.low) AND f.first_window < to_timestamp(r.high)`;
const RANGES = 'unnest($1::int[], $2::float8[], $3::float8[]) AS r (source, low, high)';
const SIZES = `SELECT r.source, sum(octet_length(f.body))::float8 AS bytes FROM ${RANGES} JOIN access_facts f ON ${OVERLAPS} GROUP BY 1`;
const READ = `SELECT f.source_id AS source, f.body FROM ${RANGES} JOIN access_facts f ON ${OVERLAPS}`;

/** Windows of a source, seconds since 1970. */
export interface WindowRange {
  readonly source: number;
  /** Begin of the first one, and end of the last one. */
  readonly from: number;
  readonly to: number;
}

/** What windows of a source have, by their begin; those in which nothing came are missing. */
export type Windows = ReadonlyMap<number, WindowFacts>;

/** As many of these ranges as fit into memory, the last windows left out where one alone is too large; at least one window. */
export async function withinMemory<Range extends WindowRange>(
  client: pg.PoolClient,
  ranges: readonly Range[],
): Promise<Range[]> {
  const { rows } = await client.query<{ source: number; bytes: number }>(SIZES, columnsOf(ranges));
  const sizes = new Map(rows.map(({ source, bytes }) => [source, bytes]));
  const fitting: Range[] = [];
  let sum = 0;
  for (const range of ranges) {
    const bytes = sizes.get(range.source) ?? 0;
    if (fitting.length > 0 && sum + bytes > MOST_BYTES) break;
    sum += bytes;
    fitting.push(bytes > MOST_BYTES ? { ...range, to: cutEnd(range, MOST_BYTES / bytes) } : range);
  }
  return fitting;
}

/** Reads what these windows have. @param texts names that were read before */
export async function readWindows(
  client: pg.PoolClient,
  ranges: readonly WindowRange[],
  texts?: KnownTexts,
): Promise<ReadonlyMap<number, Windows>> {
  const read = new Map<number, Map<number, WindowFacts>>(ranges.map(({ source }) => [source, new Map()]));
  const wanted = new Map(ranges.map((range) => [range.source, range]));
  const { rows } = await client.query<{ source: number; body: Buffer }>(READ, columnsOf(ranges));
  for (const { source, body } of rows) {
    const windows = read.get(source) as Map<number, WindowFacts>;
    const { from, to } = wanted.get(source) as WindowRange;
    const into = (start: number): WindowFacts | undefined => {
      if (start < from || start >= to) return undefined;
      let facts = windows.get(start);
      if (facts === undefined) windows.set(start, (facts = new WindowFacts(texts)));
      return facts;
    };
    readFacts(body, into, texts);
  }
  return read;
}

function columnsOf(ranges: readonly WindowRange[]): unknown[] {
  return [ranges.map(({ source }) => source), ranges.map(({ from }) => from), ranges.map(({ to }) => to)];
}

function cutEnd({ from, to }: WindowRange, share: number): number {
  const windows = (to - from) / WINDOW_SECONDS;
  return from + WINDOW_SECONDS * Math.max(1, Math.floor(windows * share));
}
