import { Injectable } from '@nestjs/common';
import { ACCESS_FLAGS } from '@log-monitor/access-record';
import type { Match, RequestErrorsAnswer } from '@log-monitor/monitor-api';
import { findRequestRow, type FoundRequestRow, parsedAgain } from '../access/access-request-by-id.js';
import { AccessSettings } from '../access/access-settings.js';
import { readLineId } from '../access/line-place.js';
import { completenessAt } from '../database/completeness.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { presentRange } from '../range/close-range.js';
import { around, type TimeRange } from '../range/time-range.js';
import { newestFirst } from '../records/list-order.js';
import {
  ERROR_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
  type RecordRow,
  toStoredRecord,
} from '../records/stored-record.js';
import { HOUR_MS } from '../../time/durations.js';
import { type FailedRequest, likeness, spanOf } from './likeness.js';
import { ownedIds, REQUEST_IDS_SEEN } from './owned-ids.js';
import { errorPlaces, namesOf } from './said-places.js';

function errorsWith(name: string, condition: string, order = 'ASC'): Statement {
  return {
    name,
    text: `
WITH page AS MATERIALIZED (
  SELECT ${ERROR_PAGE_COLUMNS}
    FROM error_record r
   WHERE ${condition} AND r.time >= $1 AND r.time < $2
   ORDER BY r.time ${order}
   LIMIT $3
)
SELECT ${RECORD_COLUMNS}
  FROM page
  ${RECORD_JOINS}`,
  };
}

/** Of [$1, $2), $3 at most: errors with the request id $4, with the trace id $4, and all, of which those nearest to the time $4 are taken. */
export const ERRORS_OF_REQUEST = {
  request_id: errorsWith('errors-with-request-id', 'r.request_id = $4'),
  trace_id: errorsWith('errors-with-trace-id', 'r.trace_id = $4'),
  timeBefore: errorsWith('errors-before-end-of-request', 'r.time < $4', 'DESC'),
  timeAfter: errorsWith('errors-after-begin-of-request', 'r.time >= $4'),
};

/** No request lasts longer; a careless client uses its id again. */
const REQUEST_SPAN_MS = HOUR_MS;
const SHOWN = 20;
const GRPC_FAULT = 1 << ACCESS_FLAGS.indexOf('grpc_fault');
/** Errors that are compared: of each side of the time of the request the nearest. */
const COMPARED = 100;

const WHY: Readonly<Record<Match, string>> = {
  request_id: 'These errors have the request id of the request.',
  trace_id: 'These errors have the trace id of the request.',
  time: 'A guess: these errors were logged while the request lasted, and no other request has their ids. Those whose service or route it names come first.',
};

interface Found {
  matchedBy: Match | null;
  rows: readonly { row: RecordRow; share: number | null }[];
  range: TimeRange;
}

/** The errors that made a request fail: those with its ids; where there are none, those of its time. */
@Injectable()
export class RequestErrors {
  constructor(
    private readonly pool: QueryPool,
    private readonly settings: AccessSettings,
  ) {}

  /**
   * @returns undefined when the text is no id; null when there is no such request
   * @throws QueryError
   */
  async answer(id: string, signal?: AbortSignal): Promise<RequestErrorsAnswer | null | undefined> {
    const wanted = readLineId(id);
    if (!wanted) return undefined;
    return this.pool.snapshot(
      async (snapshot) => {
        const [start, request] = await Promise.all([snapshot.start, findRequestRow(snapshot, wanted)]);
        if (!request) return null;
        const { matchedBy, rows, range } = await this.#find(snapshot, request);
        return {
          matchedBy,
          why: matchedBy === null ? nothingFound(request) : WHY[matchedBy],
          errors: rows.map(({ row, share }) => ({ share, record: toStoredRecord(row) })),
          count: rows.length,
          range: presentRange(range),
          ...completenessAt(start),
        };
      },
      { signal },
    );
  }

  async #find(snapshot: Snapshot, request: FoundRequestRow): Promise<Found> {
    const range = around(request.time, REQUEST_SPAN_MS);
    for (const matchedBy of ['request_id', 'trace_id'] as const) {
      if (request[matchedBy] === null) continue;
      const values = [range.from, range.to, SHOWN, request[matchedBy]];
      const rows = await snapshot.rows<RecordRow>(ERRORS_OF_REQUEST[matchedBy], values);
      if (rows.length > 0) return { matchedBy, rows: earliestFirst(rows).map((row) => ({ row, share: null })), range };
    }
    if (!isFault(request)) return { matchedBy: null, rows: [], range };
    const names = namesOf(request.host, parsedAgain(request, this.settings.parsing));
    return guessErrors(snapshot, {
      ...request,
      time: request.time.getTime(),
      durationMs: request.duration_ms,
      names,
    });
  }
}

/** Errors are guessed for these alone: what the client did wrong is seldom an error of a service. */
function isFault({ status, flags }: FoundRequestRow): boolean {
  return (status !== null && status >= 499) || (flags & GRPC_FAULT) !== 0;
}

async function guessErrors(snapshot: Snapshot, failed: FailedRequest): Promise<Found> {
  const span = spanOf(failed);
  const range = { from: new Date(span.from), to: new Date(span.to) };
  const values = [range.from, range.to, COMPARED, new Date(failed.time)];
  const [before, after] = await Promise.all([
    snapshot.rows<RecordRow>(ERRORS_OF_REQUEST.timeBefore, values),
    snapshot.rows<RecordRow>(ERRORS_OF_REQUEST.timeAfter, values),
  ]);
  const near = [...before, ...after];
  const hour = around(new Date(failed.time), REQUEST_SPAN_MS);
  const owned = await ownedIds(
    snapshot,
    REQUEST_IDS_SEEN,
    near.map((row) => row.request_id),
    hour,
  );
  const weighed = near
    .filter((row) => row.request_id === null || !owned.has(row.request_id))
    .map((row) => ({ row, weight: likeness(failed, { ...row, time: row.time.getTime(), places: errorPlaces(row) }) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const all = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const rows = weighed.slice(0, SHOWN).map(({ row, weight }) => ({ row, share: weight / all }));
  return { matchedBy: rows.length === 0 ? null : 'time', rows, range };
}

function earliestFirst(rows: readonly RecordRow[]): RecordRow[] {
  return [...rows].sort(newestFirst).reverse();
}

function nothingFound(request: FoundRequestRow): string {
  const hasId = request.request_id !== null || request.trace_id !== null;
  const ids = hasId ? 'No error has its ids' : 'The line names neither a request id nor a trace id';
  return isFault(request) ? `${ids}, and none that could be its own was logged while it lasted.` : `${ids}.`;
}
