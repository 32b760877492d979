import { Injectable } from '@nestjs/common';
import type { ErrorListAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { decodeCursor, encodeCursor, type KeysetCursor } from '../database/keyset-cursor.js';
import { readLedgerTotals } from '../ledger/ledger-totals.js';
import { closeListRange, type OpenRange, presentRange } from '../range/close-range.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { filterNumbers, INDEXED_ERROR_TEXT } from './record-conditions.js';
import { isBeyond, orderBy, placeOf } from './list-order.js';
import type { RecordFilter } from './record-filter.js';
import { likePattern, listOrNull, severities } from '../database/filter-values.js';
import { ERROR_PAGE_COLUMNS, RECORD_COLUMNS, RECORD_JOINS, type RecordRow, toStoredRecord } from './stored-record.js';
import { DAY_MS } from '../../time/durations.js';
import type { RequestedRange } from '../range/time-range.js';

export interface RecordPageQuestion {
  filter: RecordFilter;
  range: RequestedRange;
  /** Rows on a page. */
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  now: Date;
  signal?: AbortSignal | undefined;
}

/**
 * $1 from, $2 to, $3 levels, $4 pattern, $5 request, $6 user, $7 trace, $8 time, $9 id and $12 place of the cursor, $10 limit, $11 sources.
 */
const ERROR_CONDITIONS = `r.time < $2
         AND ($8::timestamptz IS NULL OR r.time <= $8)
         AND ($1::timestamptz IS NULL OR r.time >= $1)
         AND ($3::smallint[] IS NULL OR r.level = ANY($3))
         AND ($4::text IS NULL OR (
           ${INDEXED_ERROR_TEXT} ILIKE $4
           AND (r.message ILIKE $4 OR r.error_type ILIKE $4 OR r.error_message ILIKE $4)))
         AND ($5::text IS NULL OR r.request_id = $5)
         AND ($6::text IS NULL OR r.user_id = $6)
         AND ($7::text IS NULL OR r.trace_id = $7)
         AND ($11::int[] IS NULL OR r.source_id = ANY($11))
         AND ($8::timestamptz IS NULL OR (${isBeyond('<', { time: '$8', place: '$12', id: '$9' })}))`;

/** Newest errors of all services, along the index on time. */
export const ERRORS_OF_ALL: Statement = {
  name: 'errors-of-all',
  text: `
WITH page AS MATERIALIZED (
  SELECT ${ERROR_PAGE_COLUMNS}
    FROM error_record r
   WHERE ${ERROR_CONDITIONS}
   ORDER BY ${orderBy('DESC')}
   LIMIT $10
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}
 ORDER BY ${orderBy('DESC', 'page.')}`,
};

/** Newest errors of some services ($13): the newest of each along its own index, then the newest of those. */
export const ERRORS_OF_SERVICES: Statement = {
  name: 'errors-of-services',
  text: `
WITH page AS MATERIALIZED (
  SELECT newest.*
    FROM (SELECT id FROM service WHERE name = ANY($13::text[])) chosen
   CROSS JOIN LATERAL (
     SELECT ${ERROR_PAGE_COLUMNS}
       FROM error_record r
      WHERE r.service_id = chosen.id AND ${ERROR_CONDITIONS}
      ORDER BY ${orderBy('DESC')}
      LIMIT $10
   ) newest
   ORDER BY ${orderBy('DESC', 'newest.')}
   LIMIT $10
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}
 ORDER BY ${orderBy('DESC', 'page.')}`,
};

/** Newest errors of the problem $13, of some services ($14) or all: the newest of each of its fingerprints along their index, then the newest of those. */
export const ERRORS_OF_PROBLEM: Statement = {
  name: 'errors-of-problem',
  text: `
WITH page AS MATERIALIZED (
  SELECT newest.*
    FROM (SELECT hash FROM error_fingerprint
           WHERE group_id = coalesce((SELECT merged_into FROM error_group WHERE id = $13::bigint), $13::bigint)) own
   CROSS JOIN LATERAL (
     SELECT ${ERROR_PAGE_COLUMNS}
       FROM error_record r
      WHERE r.fingerprint = own.hash AND ($14::text[] IS NULL OR r.service_id IN (SELECT id FROM service WHERE name = ANY($14)))
        AND ${ERROR_CONDITIONS}
      ORDER BY ${orderBy('DESC')}
      LIMIT $10
   ) newest
   ORDER BY ${orderBy('DESC', 'newest.')}
   LIMIT $10
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}
 ORDER BY ${orderBy('DESC', 'page.')}`,
};

/** ERROR and CRITICAL records, newest first, page by page. */
@Injectable()
export class ErrorList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async page(question: RecordPageQuestion): Promise<ErrorListAnswer> {
    const identity = { ...question.filter, range: question.range.asked, list: 'errors' };
    const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor, identity);
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = cursor ? rangeOf(cursor) : closeListRange(start, question.range, question.now);
        const numbers = await filterNumbers(snapshot, { hosts: question.filter.hosts ?? [] });
        const [rows, ledger] = await Promise.all([
          numbers ? readRows(snapshot, { ...question, range, cursor, sources: numbers.sources }) : [],
          readLedgerTotals(snapshot, range, question.filter.services),
        ]);
        const errors = rows.slice(0, question.limit).map(toStoredRecord);
        const nextCursor = cursorAfter(rows, question.limit, range, identity);
        const basis = { range: presentRange(range), ledger, ...completenessAt(start) };
        return { errors, count: errors.length, nextCursor, ...basis };
      },
      { signal: question.signal },
    );
  }
}

/** What a list looks through first: mostly enough for a page, and only two of the partitions are planned for. */
const NEWEST_MS = DAY_MS;

/** What is looked for, with everything that was asked for worked out. */
interface Search {
  filter: RecordFilter;
  range: OpenRange;
  cursor: KeysetCursor | undefined;
  /** Numbers of the processes on the hosts that were asked for; null: all. */
  sources: readonly number[] | null;
  limit: number;
}

async function readRows(snapshot: Snapshot, search: Search): Promise<RecordRow[]> {
  const { filter, range, cursor, limit } = search;
  // One more than the page tells whether another page follows.
  const wanted = limit + 1;
  const end = cursor ? Date.parse(cursor.time) : range.to.getTime();
  const border = new Date(end - NEWEST_MS);
  if (hasIndexOfItsOwn(filter) || (range.from && range.from >= border)) {
    return readPart(snapshot, { ...search, limit: wanted });
  }
  const newest = await readPart(snapshot, { ...search, range: { from: border, to: range.to }, limit: wanted });
  if (newest.length >= wanted) return newest;
  const older = { from: range.from, to: border };
  return [...newest, ...(await readPart(snapshot, { ...search, range: older, limit: wanted - newest.length }))];
}

/** What is looked for is found in all of time at once. */
function hasIndexOfItsOwn({ search, group, requestId, userId, traceId }: RecordFilter): boolean {
  return [search, group, requestId, userId, traceId].some((value) => value !== undefined);
}

async function readPart(snapshot: Snapshot, { filter, range, cursor, sources, limit }: Search): Promise<RecordRow[]> {
  const values = [
    range.from,
    range.to,
    severities(filter.levels),
    filter.search === undefined ? null : likePattern(filter.search),
    filter.requestId ?? null,
    filter.userId ?? null,
    filter.traceId ?? null,
    cursor?.time ?? null,
    cursor?.id ?? null,
    limit,
    sources,
    cursor?.place ?? null,
  ];
  const services = listOrNull(filter.services);
  if (filter.group !== undefined)
    return snapshot.rows<RecordRow>(ERRORS_OF_PROBLEM, [...values, filter.group, services]);
  if (services) return snapshot.rows<RecordRow>(ERRORS_OF_SERVICES, [...values, services]);
  return snapshot.rows<RecordRow>(ERRORS_OF_ALL, values);
}

function rangeOf(cursor: KeysetCursor): OpenRange {
  return { from: cursor.from === null ? null : new Date(cursor.from), to: new Date(cursor.to) };
}

/** Where the next page begins; null when these rows, of which one more than the page was asked for, are all there are. */
function cursorAfter(
  rows: readonly RecordRow[],
  limit: number,
  range: OpenRange,
  identity: Readonly<Record<string, unknown>>,
): string | null {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const bounds = { from: range.from?.getTime() ?? null, to: range.to.getTime() };
  return last ? encodeCursor({ time: last.time_text, id: last.id, place: placeOf(last), ...bounds }, identity) : null;
}
