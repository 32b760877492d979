import { Injectable } from '@nestjs/common';
import { readCompleteness, type Completeness } from './completeness.js';
import { QueryPool, type Snapshot, type Statement } from './query-pool.js';
import { findRecordRow } from './record-by-id.js';
import { newestFirst } from './record-search.js';
import {
  ERROR_PAGE_COLUMNS,
  LOG_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  type StoredRecord,
  toStoredRecord,
} from './stored-record.js';

/** `instance`: what the same process (or the same service on its host) wrote; `request`: the same request, in all services. */
export type ContextScope = 'instance' | 'request';

export interface ContextQuestion {
  id: string;
  by: ContextScope;
  before: number;
  after: number;
  signal?: AbortSignal | undefined;
}

export interface ContextAnswer extends Completeness {
  record: StoredRecord;
  /** Oldest first. */
  before: StoredRecord[];
  after: StoredRecord[];
}

const ORDERS = { before: ['<', 'DESC'], after: ['>', 'ASC'] } as const;

/**
 * $1 service, $2 source, $3 and $4 time and id of the record, $5 limit. Along the index on service and time: the sum keeps PostgreSQL from
 * collecting all that the process ever wrote, which it takes for little, since it knows not that a source has one service.
 */
function aroundInInstance(side: 'before' | 'after', table: string, columns: string): Statement {
  const [than, order] = ORDERS[side];
  return {
    name: `context-instance-${side}-${table}`,
    text: `
WITH page AS MATERIALIZED (
  SELECT ${columns}
    FROM ${table} r
   WHERE r.service_id = $1 AND r.source_id + 0 = $2 AND r.time ${than}= $3 AND (r.time, r.id) ${than} ($3, $4::uuid)
   ORDER BY r.time ${order}, r.id ${order}
   LIMIT $5
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}`,
  };
}

/** $1 request, $2 and $3 the time around the record that is looked at, $4 limit. */
function ofRequest(table: string, columns: string): Statement {
  return {
    name: `context-request-${table}`,
    text: `
WITH page AS MATERIALIZED (
  SELECT ${columns}
    FROM ${table} r
   WHERE r.request_id = $1 AND r.time >= $2 AND r.time < $3
   ORDER BY r.time, r.id
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

export const CONTEXT_BEFORE = TABLES.map(([table, columns]) => aroundInInstance('before', table, columns));
export const CONTEXT_AFTER = TABLES.map(([table, columns]) => aroundInInstance('after', table, columns));
export const CONTEXT_OF_REQUEST = TABLES.map(([table, columns]) => ofRequest(table, columns));

/** A request does not last longer; its id may be used again by a careless client. */
const REQUEST_SPAN_MS = 60 * 60_000;
const MOST_OF_REQUEST = 5000;

type PlacedRow = RecordRow & { service_id: number; source_id: number };

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
        const completeness = await readCompleteness(snapshot);
        const row = await findRecordRow(snapshot, question.id);
        if (!row) return null;
        const around =
          question.by === 'request' ? await sameRequest(snapshot, row) : await sameInstance(snapshot, row, question);
        const before = around.filter((other) => newestFirst(other, row) > 0);
        const after = around.filter((other) => newestFirst(other, row) < 0);
        return {
          ...completeness,
          record: toStoredRecord(row),
          before: question.before === 0 ? [] : before.slice(-question.before).map(toStoredRecord),
          after: after.slice(0, question.after).map(toStoredRecord),
        };
      },
      { signal: question.signal },
    );
  }
}

async function sameInstance(snapshot: Snapshot, row: PlacedRow, question: ContextQuestion): Promise<RecordRow[]> {
  const place = [row.service_id, row.source_id, row.time_text, row.id];
  const rows: RecordRow[] = [];
  for (const statement of question.before > 0 ? CONTEXT_BEFORE : []) {
    rows.push(...(await snapshot.rows<RecordRow>(statement, [...place, question.before])));
  }
  for (const statement of question.after > 0 ? CONTEXT_AFTER : []) {
    rows.push(...(await snapshot.rows<RecordRow>(statement, [...place, question.after])));
  }
  return rows.sort(newestFirst).reverse();
}

async function sameRequest(snapshot: Snapshot, row: PlacedRow): Promise<RecordRow[]> {
  if (row.request_id === null) return [];
  const time = row.time.getTime();
  const values = [row.request_id, new Date(time - REQUEST_SPAN_MS), new Date(time + REQUEST_SPAN_MS), MOST_OF_REQUEST];
  const rows: RecordRow[] = [];
  for (const statement of CONTEXT_OF_REQUEST) rows.push(...(await snapshot.rows<RecordRow>(statement, values)));
  return rows.sort(newestFirst).reverse();
}
