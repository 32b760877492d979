import { Injectable } from '@nestjs/common';
import type { ContextAnswer, ContextParameters } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { findRecordRow } from './record-by-id.js';
import { isBeyond, newestFirst, orderBy, placeOf } from './list-order.js';
import { findRequestPlaces, placeValues, rowsOfPlaces } from './request-places.js';
import type { SnapshotStart } from '../database/snapshot-start.js';
import {
  ERROR_PAGE_COLUMNS,
  LOG_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  toStoredRecord,
} from './stored-record.js';
import { HOUR_MS } from '../../time/durations.js';
import type { TimeRange } from '../range/time-range.js';

interface ContextQuestion extends ContextParameters {
  id: string;
  signal?: AbortSignal | undefined;
}

const ORDERS = { before: ['<', 'DESC'], after: ['>', 'ASC'] } as const;
type Side = keyof typeof ORDERS;

/**
 * $1 service, $2 source, $3, $4 and $8 time, id and place of the record, $5 limit, among the times [$6, $7). The process is looked for only
 * among the rows of its service in their order (OFFSET 0 keeps the two apart). PostgreSQL does not know that a source has one
 * service, takes its rows for few, and would collect and sort all that the service wrote in the window; of a CASE it only takes
 * every second row to pass, and reads along the index until the page is full.
 */
function aroundInInstance(side: Side, table: string, columns: string): Statement {
  const [than, order] = ORDERS[side];
  return {
    name: `context-instance-${side}-${table}`,
    text: `
WITH page AS MATERIALIZED (
  SELECT *
    FROM (
      SELECT ${columns}
        FROM ${table} r
       WHERE r.service_id = $1 AND r.time >= $6 AND r.time < $7 AND ${isBeyond(than, { time: '$3', place: '$8', id: '$4' })}
       ORDER BY ${orderBy(order)}
      OFFSET 0
    ) of_service
   WHERE CASE WHEN source_id = $2 THEN true ELSE false END
   LIMIT $5
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}`,
    plan: 'once',
  };
}

/** $1 request, $2 and $3 the time around the record that is looked at, $4 limit; `rows` may have more. */
function ofRequest(table: string, rows: string, columns: string): Statement {
  return {
    name: `context-request-${table}`,
    text: `
WITH page AS MATERIALIZED (
  SELECT ${columns}
    FROM ${rows}
   WHERE r.request_id = $1 AND r.time >= $2 AND r.time < $3
   ORDER BY ${orderBy('ASC')}
   LIMIT $4
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}`,
  };
}

const TABLES = [
  ['log_record', LOG_PAGE_COLUMNS],
  ['error_record', ERROR_PAGE_COLUMNS],
] as const;

export const CONTEXT_IN_INSTANCE = {
  before: TABLES.map(([table, columns]) => aroundInInstance('before', table, columns)),
  after: TABLES.map(([table, columns]) => aroundInInstance('after', table, columns)),
};
/** Records below ERROR are read in the request's places, $5 to $7. */
export const CONTEXT_OF_REQUEST = {
  logs: ofRequest('log_record', rowsOfPlaces(5, { from: '$2', to: '$3' }), LOG_PAGE_COLUMNS),
  errors: ofRequest('error_record', 'error_record r', ERROR_PAGE_COLUMNS),
};

/** A request does not last longer; its id may be used again by a careless client. */
const REQUEST_SPAN_MS = HOUR_MS;
const MOST_OF_REQUEST = 5000;

/** Ends of the windows around a record, nearest first, before everything is looked through: a busy process fills a page in one. */
const WINDOW_ENDS_MS = [HOUR_MS, 8 * HOUR_MS, 64 * HOUR_MS];

type PlacedRow = RecordRow & { service_id: number; highest: number | null };

/** The records around one. */
@Injectable()
export class RecordContext {
  constructor(private readonly pool: QueryPool) {}

  /**
   * @returns null when there is no such record
   * @throws QueryError
   */
  async answer(question: ContextQuestion): Promise<ContextAnswer | null> {
    return this.pool.snapshot(
      async (snapshot) => {
        const [start, row] = await Promise.all([snapshot.start, findRecordRow(snapshot, question.id)]);
        if (!row) return null;
        const around =
          question.by === 'request'
            ? await sameRequest(snapshot, row)
            : await sameInstance(snapshot, start, row, question);
        const order = question.by === 'request' ? newestFirst : lastCallFirst;
        around.sort(order).reverse();
        const before = around.filter((other) => order(other, row) > 0);
        const after = around.filter((other) => order(other, row) < 0);
        return {
          record: toStoredRecord(row),
          before: question.before === 0 ? [] : before.slice(-question.before).map(toStoredRecord),
          after: after.slice(0, question.after).map(toStoredRecord),
          ...completenessAt(start),
        };
      },
      { signal: question.signal },
    );
  }
}

/** The order of a process's calls, also where its clock was set back between two of them. */
function lastCallFirst(left: RecordRow, right: RecordRow): number {
  const isNumbered =
    left.seq !== null && right.seq !== null && left.instance !== null && left.instance === right.instance;
  return isNumbered && left.seq !== right.seq ? (right.seq as number) - (left.seq as number) : newestFirst(left, right);
}

async function sameInstance(
  snapshot: Snapshot,
  start: SnapshotStart,
  row: PlacedRow,
  question: ContextQuestion,
): Promise<RecordRow[]> {
  const sides = await Promise.all([
    onOneSide(snapshot, row, 'before', { wanted: question.before, windows: windowsOn('before', row, start) }),
    onOneSide(snapshot, row, 'after', { wanted: question.after, windows: windowsOn('after', row, start) }),
  ]);
  return sides.flat();
}

/**
 * Windows further and further away, until there are as many records as wanted, or as the numbers of the process say that there can
 * be: the first record of a process would otherwise be looked past through all that its service ever wrote.
 */
async function onOneSide(
  snapshot: Snapshot,
  row: PlacedRow,
  side: Side,
  { wanted, windows }: { wanted: number; windows: readonly TimeRange[] },
): Promise<RecordRow[]> {
  const most = Math.min(wanted, numbersOn(side, row));
  const place = [row.service_id, row.source_id, row.time_text, row.id];
  const rows: RecordRow[] = [];
  for (const { from, to } of windows) {
    if (rows.length >= most) break;
    const values = [...place, wanted, from, to, placeOf(row)];
    const found = CONTEXT_IN_INSTANCE[side].map((statement) => snapshot.rows<RecordRow>(statement, values));
    rows.push(...(await Promise.all(found)).flat());
  }
  return rows;
}

/** How many records of its process can lie on one side of a record; unbounded for producers that do not number. */
function numbersOn(side: Side, { seq, highest }: PlacedRow): number {
  if (seq === null || highest === null) return Number.POSITIVE_INFINITY;
  return side === 'before' ? seq - 1 : Math.max(0, highest - seq);
}

function windowsOn(side: Side, row: PlacedRow, { oldest_minute, newest_minute_end }: SnapshotStart): TimeRange[] {
  const time = row.time.getTime();
  // A row's time may have microseconds, a Date has not.
  if (side === 'after') {
    const end = Math.max(newest_minute_end?.getTime() ?? 0, time + 1);
    const borders = [time, ...WINDOW_ENDS_MS.map((ms) => time + ms).filter((at) => at < end), end];
    return borders.slice(1).map((to, index) => ({ from: new Date(borders[index] as number), to: new Date(to) }));
  }
  const start = Math.min(oldest_minute?.getTime() ?? time, time);
  const borders = [time + 1, ...WINDOW_ENDS_MS.map((ms) => time - ms).filter((at) => at > start), start];
  return borders.slice(1).map((from, index) => ({ from: new Date(from), to: new Date(borders[index] as number) }));
}

async function sameRequest(snapshot: Snapshot, row: PlacedRow): Promise<RecordRow[]> {
  if (row.request_id === null) return [];
  const time = row.time.getTime();
  const range = { from: new Date(time - REQUEST_SPAN_MS), to: new Date(time + REQUEST_SPAN_MS) };
  const wanted = { requestId: row.request_id, range, services: null, near: row.time };
  const values = [row.request_id, range.from, range.to, MOST_OF_REQUEST];
  const [errors, logs] = await Promise.all([
    snapshot.rows<RecordRow>(CONTEXT_OF_REQUEST.errors, values),
    findRequestPlaces(snapshot, wanted).then(({ places }) =>
      places.length === 0 ? [] : snapshot.rows<RecordRow>(CONTEXT_OF_REQUEST.logs, [...values, ...placeValues(places)]),
    ),
  ]);
  return [...errors, ...logs];
}
