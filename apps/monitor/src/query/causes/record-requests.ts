import { Injectable } from '@nestjs/common';
import { SEVERITY } from '@log-monitor/log-record';
import type { Match, RecordRequestsAnswer } from '@log-monitor/monitor-api';
import { AccessRequestList, REQUEST_COLUMNS, type RequestRow } from '../access/access-request-list.js';
import { PLACE_COLUMNS } from '../access/line-place.js';
import { IS_FAULT } from '../access/request-conditions.js';
import { completenessAt } from '../database/completeness.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { presentRange } from '../range/close-range.js';
import { around, type TimeRange } from '../range/time-range.js';
import { findRecordRow } from '../records/record-by-id.js';
import type { RecordRow } from '../records/stored-record.js';
import { HOUR_MS } from '../../time/durations.js';
import { FARTHEST_MS, likeness } from './likeness.js';
import { ownedIds, REQUEST_IDS_OF_ERRORS, rowsByHash } from './owned-ids.js';
import { errorPlaces, namesOf } from './said-places.js';

function requestsWith(name: string, { rows = 'access_record r', condition = 'true', order = 'r.time ASC' }): Statement {
  return {
    name,
    text: `
WITH page AS MATERIALIZED (
  SELECT r.*
    FROM ${rows}
   WHERE ${condition} AND r.time >= $1 AND r.time < $2
   ORDER BY ${order}
   LIMIT $3
)
SELECT ${PLACE_COLUMNS},
       ${REQUEST_COLUMNS}
  FROM page JOIN access_source s ON s.id = page.source_id`,
  };
}

/** A fault that lasted at the time $4 of the error, or nearly so. */
const LASTED = `abs(extract(epoch FROM r.time - $4::timestamptz)) * 1000 <= least(coalesce(r.duration_ms, 0), 60000) + 1000`;

/** Of [$1, $2), $3 at most: requests with the id $4; those of the trace $4 that failed; and those that failed at the time $4, the nearest first. Each by its index. */
export const REQUESTS_OF_ERROR = {
  request_id: requestsWith('requests-with-id', {
    rows: rowsByHash('one.request_id = $4 AND ARRAY[hashtext(one.request_id)] @> ARRAY[hashtext($4)]'),
    order: '(r.status >= 400) DESC NULLS LAST, r.time ASC',
  }),
  trace_id: requestsWith('requests-with-trace-id', {
    rows: rowsByHash(
      'one.trace_id = $4 AND ARRAY[hashtext(one.trace_id)] @> ARRAY[hashtext($4)] AND one.status >= 400',
    ),
  }),
  time: requestsWith('faults-at-time', {
    condition: `r.status >= 400 AND ${IS_FAULT} AND ${LASTED}`,
    order: 'abs(extract(epoch FROM r.time - $4::timestamptz))',
  }),
};

/** No request lasts longer. */
const REQUEST_SPAN_MS = HOUR_MS;
const SHOWN = 20;
const COMPARED = 100;

const WHY: Readonly<Record<Match, string>> = {
  request_id: 'These requests have the request id of the record.',
  trace_id: 'These requests failed, and have the trace id of the record.',
  time: 'A guess: these requests failed while the error was logged, and no other error has their ids. Those to its service or route come first.',
};

interface Found {
  matchedBy: Match | null;
  rows: readonly { row: RequestRow; share: number | null }[];
  range: TimeRange;
}

/** The requests that failed by an error: those with its ids; where there are none, those that failed at its time. */
@Injectable()
export class RecordRequests {
  constructor(
    private readonly pool: QueryPool,
    private readonly requestList: AccessRequestList,
  ) {}

  /**
   * @param id a UUID
   * @returns null when there is no such record
   * @throws QueryError
   */
  async answer(id: string, signal?: AbortSignal): Promise<RecordRequestsAnswer | null> {
    return this.pool.snapshot(
      async (snapshot) => {
        const [start, record] = await Promise.all([snapshot.start, findRecordRow(snapshot, id)]);
        if (!record) return null;
        const { matchedBy, rows, range } = await findRequests(snapshot, record);
        return {
          matchedBy,
          why:
            matchedBy === null
              ? 'No request to a web server has its ids, and none could have failed by it.'
              : WHY[matchedBy],
          requests: rows.map(({ row, share }) => ({ share, request: this.requestList.toRequest(row) })),
          count: rows.length,
          range: presentRange(range),
          ...completenessAt(start),
        };
      },
      { signal },
    );
  }
}

async function findRequests(snapshot: Snapshot, record: RecordRow): Promise<Found> {
  const range = around(record.time, REQUEST_SPAN_MS);
  for (const matchedBy of ['request_id', 'trace_id'] as const) {
    if (record[matchedBy] === null) continue;
    const values = [range.from, range.to, SHOWN, record[matchedBy]];
    const rows = await snapshot.rows<RequestRow>(REQUESTS_OF_ERROR[matchedBy], values);
    if (rows.length > 0) return { matchedBy, rows: rows.map((row) => ({ row, share: null })), range };
  }
  const isError = record.level >= SEVERITY.ERROR;
  return isError ? guessRequests(snapshot, record) : { matchedBy: null, rows: [], range };
}

async function guessRequests(snapshot: Snapshot, record: RecordRow): Promise<Found> {
  const range = around(record.time, FARTHEST_MS);
  const near = await snapshot.rows<RequestRow>(REQUESTS_OF_ERROR.time, [range.from, range.to, COMPARED, record.time]);
  const ids = near.map((row) => row.request_id);
  const owned = await ownedIds(snapshot, REQUEST_IDS_OF_ERRORS, ids, around(record.time, REQUEST_SPAN_MS));
  const error = { ...record, time: record.time.getTime(), places: errorPlaces(record) };
  const weighed = near
    .filter((row) => row.request_id === null || !owned.has(row.request_id))
    .map((row) => ({ row, weight: likeness(toFailed(row), error) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const all = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const rows = weighed.slice(0, SHOWN).map(({ row, weight }) => ({ row, share: weight / all }));
  return { matchedBy: rows.length === 0 ? null : 'time', rows, range };
}

const toFailed = ({ duration_ms, host, ...row }: RequestRow) => ({
  ...row,
  time: row.time.getTime(),
  durationMs: duration_ms,
  names: namesOf(host, null),
});
