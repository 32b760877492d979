import type { Completeness } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { decodeCursor, encodeCursor } from '../database/keyset-cursor.js';
import type { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import { type OpenRange, presentRange } from '../range/close-range.js';
import type { RequestedRange, TimeRange } from '../range/time-range.js';
import { SearchPace } from '../records/search-pace.js';
import { WindowWalk } from '../records/window-walk.js';
import { ACCESS_START, type AccessStart, closeSpan } from './access-start.js';
import { LINE_ID, type LineCursor, type LinePlace, placeOf } from './line-place.js';

export interface LineQuestion {
  range: RequestedRange;
  /** Rows on a page. */
  limit: number;
  cursor?: string | undefined;
  now: Date;
  signal?: AbortSignal | undefined;
}

/** What a list of lines is read by. */
export interface LineSource<Row extends LinePlace> {
  /** What a cursor belongs to. */
  identity: Readonly<Record<string, unknown>>;
  origin: readonly (readonly string[] | null)[];
  /** Time of the oldest line that is kept. */
  oldest: (snapshot: Snapshot, start: AccessStart) => Promise<Date | null>;
  /** Lines of a window, newest first. */
  read: (
    snapshot: Snapshot,
    window: TimeRange,
    page: { cursor: LineCursor | undefined; limit: number; start: AccessStart; range: OpenRange },
  ) => Promise<Row[]>;
}

interface LinePage<Row> extends Completeness {
  rows: Row[];
  nextCursor: string | null;
  searchedBackTo: string | null;
  range: { from: string | null; to: string };
}

const BEFORE_ALL = [0, 0, 0, 0];

/**
 * Reads a page of lines, newest first, window by window. A search in vain stops after a few seconds and says how far it came.
 *
 * @throws QueryError
 */
export async function readLinePage<Row extends LinePlace>(
  pool: QueryPool,
  question: LineQuestion,
  source: LineSource<Row>,
): Promise<LinePage<Row>> {
  const { identity } = source;
  const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor, identity, LINE_ID);
  return pool.snapshot(
    async (snapshot) => {
      const snapshotStart = await snapshot.start;
      const [start] = await snapshot.rows<AccessStart>(ACCESS_START, source.origin);
      if (!start) throw new TypeError('a SELECT without FROM gives one row');
      const range = cursor ? rangeOf(cursor) : openRange(start, question);
      const oldest = start.sources?.length === 0 ? null : await source.oldest(snapshot, start);
      const walk = { ...question, range, cursor, start, oldest, lag: snapshotStart.lag_records };
      const { rows, searchedBackTo } = await walkNewestFirst(snapshot, source, walk);
      const position = endOf(rows, question.limit, searchedBackTo);
      const bounds = { from: range.from?.getTime() ?? null, to: range.to.getTime() };
      return {
        rows: rows.slice(0, question.limit),
        nextCursor: position ? encodeCursor({ ...position, id: 'line', ...bounds }, identity) : null,
        searchedBackTo: searchedBackTo?.toISOString() ?? null,
        range: presentRange(range),
        ...completenessAt(snapshotStart),
      };
    },
    { signal: question.signal, cost: 'heavy' },
  );
}

interface Walk {
  range: OpenRange;
  cursor: LineCursor | undefined;
  limit: number;
  now: Date;
  start: AccessStart;
  oldest: Date | null;
  lag: number | null;
}

async function walkNewestFirst<Row extends LinePlace>(
  snapshot: Snapshot,
  source: LineSource<Row>,
  { range, cursor, limit, now, start, oldest, lag }: Walk,
): Promise<{ rows: Row[]; searchedBackTo: Date | null }> {
  const rows: Row[] = [];
  if (!oldest) return { rows, searchedBackTo: null };
  const first = Math.max(range.from?.getTime() ?? oldest.getTime(), oldest.getTime());
  const end = cursor ? Date.parse(cursor.time) + 1 : range.to.getTime();
  const windows = new WindowWalk(first, Math.min(end, range.to.getTime()), now.getTime());
  const pace = new SearchPace(snapshot, lag);
  for (let window = windows.next(); window; window = windows.next()) {
    const begun = performance.now();
    // One more than the page tells whether another page follows.
    const page = { cursor, limit: limit + 1 - rows.length, start, range };
    rows.push(...(await source.read(snapshot, window, page)));
    const took = performance.now() - begun;
    windows.took(took);
    if (rows.length > limit || window.from.getTime() <= first) break;
    await pace.between(took);
    if (pace.isOver()) return { rows, searchedBackTo: window.from };
  }
  return { rows, searchedBackTo: null };
}

/** Lists reach back to everything kept unless told otherwise. */
function openRange(start: AccessStart, { range, now }: LineQuestion): OpenRange {
  const { to } = closeSpan(start, range, now);
  return { from: range.from ?? null, to: new Date(to) };
}

function rangeOf({ from, to }: { from: number | null; to: number }): OpenRange {
  return { from: from === null ? null : new Date(from), to: new Date(to) };
}

function endOf(rows: readonly LinePlace[], limit: number, searchedBackTo: Date | null) {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last) return { time: last.time_text, place: placeOf(last) };
  return searchedBackTo && { time: searchedBackTo.toISOString().replace('Z', '000Z'), place: BEFORE_ALL };
}
