import { Injectable } from '@nestjs/common';
import { SEVERITY } from '@log-monitor/log-record';
import type { SearchAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import type { RecordPageQuestion } from './error-list.js';
import { decodeCursor, encodeCursor, type KeysetCursor } from '../database/keyset-cursor.js';
import { readLedgerTotals } from '../ledger/ledger-totals.js';
import { closeListRange, type OpenRange, presentRange } from '../range/close-range.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { conditionValues, ERROR_TEXTS, LOG_TEXTS, searchConditions, type SearchedTexts } from './record-conditions.js';
import { isBeyond, newestFirst, orderBy, placeOf } from './list-order.js';
import type { RecordFilter } from './record-filter.js';
import { SearchPace } from './search-pace.js';
import {
  findRequestPlaces,
  placesWithin,
  placeValues,
  type RequestPlace,
  type RequestPlaces,
  rowsOfPlaces,
  spanOf,
} from './request-places.js';
import type { SnapshotStart } from '../database/snapshot-start.js';
import {
  ERROR_PAGE_COLUMNS,
  LOG_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  toStoredRecord,
} from './stored-record.js';
import type { TimeRange } from '../range/time-range.js';
import { WindowWalk } from './window-walk.js';

interface Searched {
  /** Table, or rows by parameters from $18 on, as `r`. */
  rows: string;
  columns: string;
  texts: SearchedTexts;
  /** A condition that an index leads to, besides those that may be given or not. */
  condition?: string;
  plan?: NonNullable<Statement['plan']>;
}

/** $1–$11 as searchConditions says, $12 from, $13 to, $14 time, $15 id and $17 place of the cursor, $16 limit. */
function searchStatement(name: string, { rows, columns, texts, condition, plan }: Searched): Statement {
  return {
    name,
    ...(plan && { plan }),
    text: `
WITH page AS MATERIALIZED (
  SELECT ${columns}
    FROM ${rows}
   WHERE ${condition === undefined ? '' : `${condition} AND `}r.time >= $12 AND r.time < $13
     AND ($14::timestamptz IS NULL OR (${isBeyond('<', { time: '$14', place: '$17', id: '$15' })}))
     AND ${searchConditions(texts)}
   ORDER BY ${orderBy('DESC')}
   LIMIT $16
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}
 ORDER BY ${orderBy('DESC', 'page.')}`,
  };
}

const LOGS = { columns: LOG_PAGE_COLUMNS, texts: LOG_TEXTS };
const ERRORS = { columns: ERROR_PAGE_COLUMNS, texts: ERROR_TEXTS };

export const SEARCH_LOGS = searchStatement('search-logs', { ...LOGS, rows: 'log_record r' });
export const SEARCH_ERRORS = searchStatement('search-errors', { ...ERRORS, rows: 'error_record r' });
/** The same among the rows of a request's places, $18 to $20. To plan it with its values takes longer than to run it. */
export const SEARCH_LOGS_OF_REQUEST = searchStatement('search-logs-of-request', {
  ...LOGS,
  rows: rowsOfPlaces(18, { from: '$12', to: '$13' }),
  plan: 'once',
});
export const SEARCH_ERRORS_OF_REQUEST = searchStatement('search-errors-of-request', {
  ...ERRORS,
  rows: 'error_record r',
  condition: 'r.request_id = $5',
  plan: 'once',
});

/** Event times are kept between these (store/log/event-time-bounds.ts). */
const FIRST_TIME = new Date('2000-01-01T00:00:00Z');
const LAST_TIME = new Date('2100-01-01T00:00:00Z');
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const LOWEST_PLACE = [0, 0, 0];

/** Records of any level, newest first, page by page. */
@Injectable()
export class RecordSearch {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async page(question: RecordPageQuestion): Promise<SearchAnswer> {
    const identity = { ...question.filter, range: question.range.asked, list: 'search' };
    const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor, identity);
    return this.pool.snapshot(
      async (snapshot) => {
        const conditions = conditionValues(snapshot, question.filter);
        const ofRequest = conditions.then((values) => values && placesOfRequest(snapshot, question, values, cursor));
        const [start, values, places] = await Promise.all([snapshot.start, conditions, ofRequest]);
        const range = cursor ? rangeOf(cursor) : closeListRange(start, question.range, question.now);
        const [found, ledger] = await Promise.all([
          values
            ? searchNewestFirst(snapshot, start, { ...question, values, range, cursor, places: places ?? null })
            : { rows: [], searchedBackTo: null },
          readLedgerTotals(snapshot, range, question.filter.services),
        ]);
        const records = found.rows.slice(0, question.limit).map(toStoredRecord);
        const position = endOf(found.rows, question.limit, found.searchedBackTo);
        const bounds = { from: range.from?.getTime() ?? null, to: range.to.getTime() };
        const nextCursor = position ? encodeCursor({ ...position, ...bounds }, identity) : null;
        return {
          records,
          count: records.length,
          nextCursor,
          searchedBackTo: found.searchedBackTo?.toISOString() ?? null,
          range: presentRange(range),
          ledger,
          ...completenessAt(start),
        };
      },
      // An index leads to the few rows of a request: it may be asked for while everybody searches.
      question.filter.requestId === undefined
        ? { signal: question.signal, cost: 'heavy' }
        : { signal: question.signal, byIndex: true },
    );
  }
}

interface Search {
  filter: RecordFilter;
  values: unknown[];
  range: OpenRange;
  cursor: KeysetCursor | undefined;
  limit: number;
  now: Date;
  /** Of the request that is asked for; null: none is. */
  places: RequestPlaces | null;
}

/** Asked for before it is known how far back the store reaches: that would be one more way there and back. */
async function placesOfRequest(
  snapshot: Snapshot,
  { filter: { requestId }, range, now }: RecordPageQuestion,
  values: readonly unknown[],
  cursor: KeysetCursor | undefined,
): Promise<RequestPlaces | null> {
  if (requestId === undefined) return null;
  const { from, to } = cursor ? rangeOf(cursor) : { from: range.from ?? null, to: range.to ?? LAST_TIME };
  const services = values[0] as number[] | null;
  const near = cursor ? new Date(cursor.time) : (range.to ?? now);
  return findRequestPlaces(snapshot, { requestId, range: { from: from ?? FIRST_TIME, to }, services, near });
}

async function searchNewestFirst(
  snapshot: Snapshot,
  { oldest_minute: oldest, lag_records }: SnapshotStart,
  search: Search,
): Promise<{ rows: RecordRow[]; searchedBackTo: Date | null }> {
  if (!oldest) return { rows: [], searchedBackTo: null };
  const start = Math.max(search.range.from?.getTime() ?? oldest.getTime(), oldest.getTime());
  const end = search.cursor ? Date.parse(search.cursor.time) + 1 : search.range.to.getTime();
  // A request is found by an index that knows nothing of time: one look at everything, no windows.
  const range = { from: new Date(start), to: new Date(Math.min(end, search.range.to.getTime())) };
  if (search.places?.areAll === true) {
    const rows = await readWindow(snapshot, search, range, placesWithin(search.places.places, range));
    return { rows, searchedBackTo: null };
  }
  const walk = new WindowWalk(start, range.to.getTime(), search.now.getTime());
  const rows: RecordRow[] = [];
  const pace = new SearchPace(snapshot, lag_records);
  for (let window = walk.next(); window; window = walk.next()) {
    const begun = performance.now();
    rows.push(...(await readWindow(snapshot, search, window)));
    const took = performance.now() - begun;
    walk.took(took);
    if (rows.length > search.limit) return { rows, searchedBackTo: null };
    if (window.from.getTime() <= start) break;
    await pace.between(took);
    if (pace.isOver()) return { rows, searchedBackTo: window.from };
  }
  return { rows, searchedBackTo: null };
}

/** @param places where alone records below ERROR are looked for */
async function readWindow(
  snapshot: Snapshot,
  search: Search,
  window: TimeRange,
  places?: readonly RequestPlace[],
): Promise<RecordRow[]> {
  const { filter, cursor, limit } = search;
  const levels = filter.levels?.map((level) => SEVERITY[level]);
  // One more than the page tells whether another page follows.
  const place = cursor?.place ?? null;
  const values = [...search.values, window.from, window.to, cursor?.time ?? null, cursor?.id ?? null, limit + 1, place];
  const wantsErrors = levels?.some((level) => level >= SEVERITY.ERROR) ?? true;
  const wantsLogs = levels?.some((level) => level < SEVERITY.ERROR) ?? true;
  const logsOf = (): Promise<RecordRow[]> | RecordRow[] => {
    if (places === undefined) return snapshot.rows<RecordRow>(SEARCH_LOGS, values);
    if (places.length === 0) return [];
    const { from, to } = spanOf(places, window);
    return snapshot.rows<RecordRow>(SEARCH_LOGS_OF_REQUEST, [
      ...values.with(11, from).with(12, to),
      ...placeValues(places),
    ]);
  };
  const [errors, logs] = await Promise.all([
    wantsErrors ? snapshot.rows<RecordRow>(places ? SEARCH_ERRORS_OF_REQUEST : SEARCH_ERRORS, values) : [],
    wantsLogs ? logsOf() : [],
  ]);
  if (errors.length === 0 || logs.length === 0) return errors.length === 0 ? logs : errors;
  return [...errors, ...logs].sort(newestFirst);
}

function endOf(rows: readonly RecordRow[], limit: number, searchedBackTo: Date | null) {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last) return { time: last.time_text, id: last.id, place: placeOf(last) };
  return (
    searchedBackTo && { time: searchedBackTo.toISOString().replace('Z', '000Z'), id: LOWEST_ID, place: LOWEST_PLACE }
  );
}

function rangeOf(cursor: KeysetCursor): OpenRange {
  return { from: cursor.from === null ? null : new Date(cursor.from), to: new Date(cursor.to) };
}
