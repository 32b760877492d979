import { Injectable } from '@nestjs/common';
import { type AccessCause, type AccessCausesAnswer, CAUSE_SAMPLE, type Match } from '@log-monitor/monitor-api';
import { resolveNames } from '../access/access-names.js';
import { AccessSettings } from '../access/access-settings.js';
import { ACCESS_START, type AccessStart, closeSpan } from '../access/access-start.js';
import type { AccessQuestion } from '../access/access-summary.js';
import { lineId, type LinePlace, newestFirst, PLACE_COLUMNS } from '../access/line-place.js';
import { REQUEST_CONDITIONS, requestValues } from '../access/request-conditions.js';
import type { Span } from '../access/time-buckets.js';
import { rate } from '../counts/statistics.js';
import { completenessAt } from '../database/completeness.js';
import { listOrNull } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { presentRange } from '../range/close-range.js';
import { HOUR_MS } from '../../time/durations.js';
import { BEFORE_AND_AFTER_MS, guessByTime, type KindOfError } from './by-time.js';
import { CAUSE_ERRORS, type CauseErrorRow } from './cause-errors.js';
import { summaryOf } from './cause-summary.js';
import { FARTHEST_MS } from './likeness.js';
import { ownedIds, REQUEST_IDS_SEEN } from './owned-ids.js';
import { namesOf } from './said-places.js';

/** Requests as the conditions say that failed, the newest, $17 at most. */
export const FAILED_REQUESTS: Statement = {
  name: 'failed-requests',
  text: `
WITH page AS MATERIALIZED (
  SELECT r.*
    FROM access_record r
   WHERE ${REQUEST_CONDITIONS}
         AND r.status >= 400
   ORDER BY ${newestFirst('r')}
   LIMIT $17
)
SELECT ${PLACE_COLUMNS},
       page.host, page.method, page.route, page.path, page.status, page.duration_ms, page.request_id, page.trace_id
  FROM page JOIN access_source s ON s.id = page.source_id
 ORDER BY ${newestFirst('page')}`,
};

interface FailedRow extends LinePlace {
  host: string | null;
  method: string | null;
  route: string | null;
  path: string | null;
  status: number;
  duration_ms: number | null;
  request_id: string | null;
  trace_id: string | null;
}

interface Explained {
  row: FailedRow;
  error: CauseErrorRow;
  by: Match;
}

/** No request lasts longer; its id may be used again. */
const REQUEST_SPAN_MS = HOUR_MS;
/** Errors among which is guessed by time. */
const MOST_GUESSED = 2000;
const SHOWN = 50;

/** By which errors requests failed: each request once, by its earliest error. */
@Injectable()
export class FailureCauses {
  constructor(
    private readonly pool: QueryPool,
    private readonly settings: AccessSettings,
  ) {}

  /** @throws QueryError */
  async answer(question: AccessQuestion): Promise<AccessCausesAnswer> {
    // What the client did wrong is explained only where it is asked for.
    const statuses = question.filter.statuses ?? ['5xx' as const];
    const filter = { ...question.filter, statuses };
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const { rows, span } = await this.#failed(snapshot, { ...question, filter });
        const sample = rows.slice(0, CAUSE_SAMPLE);
        const isSample = rows.length > sample.length;
        const explained = await explain(snapshot, sample, isSample);
        const causes = causesOf(explained, sample.length);
        const unexplained = sample.length - explained.length;
        return {
          summary: summaryOf(causes[0], filter),
          requests: sample.length,
          isSample,
          sampledFrom: sample.at(-1)?.time.toISOString() ?? null,
          causes: causes.slice(0, SHOWN),
          unexplained: { requests: unexplained, share: rate(unexplained, sample.length) },
          range: presentRange({ from: new Date(span.from), to: new Date(span.to) }),
          ...completenessAt(start),
        };
      },
      { signal: question.signal, cost: 'heavy' },
    );
  }

  /** The newest requests that failed, one more than are looked at. */
  async #failed(
    snapshot: Snapshot,
    { filter, range, now }: AccessQuestion,
  ): Promise<{ rows: FailedRow[]; span: Span }> {
    const origin = [filter.sources, filter.servers, filter.clusters].map(listOrNull);
    const [start] = await snapshot.rows<AccessStart>(ACCESS_START, origin);
    if (!start) throw new TypeError('a SELECT without FROM gives one row');
    const span = closeSpan(start, range, now);
    const names = await resolveNames(snapshot, filter, { start, span, projectOf: this.settings.projectOf });
    if (!names) return { rows: [], span };
    const values = [new Date(span.from), new Date(span.to), ...requestValues(filter, names), CAUSE_SAMPLE + 1];
    return { rows: await snapshot.rows<FailedRow>(FAILED_REQUESTS, values), span };
  }
}

async function explain(snapshot: Snapshot, sample: readonly FailedRow[], isSample: boolean): Promise<Explained[]> {
  const explained: Explained[] = [];
  let left = sample;
  for (const by of ['request_id', 'trace_id'] as const) {
    const ids = new Set(left.map((row) => row[by]).filter((id) => id !== null));
    if (ids.size === 0) continue;
    const values = [...aroundAll(left, REQUEST_SPAN_MS), [...ids]];
    const errors = await snapshot.rows<CauseErrorRow>(CAUSE_ERRORS[by], values);
    const byId = new Map(errors.map((error) => [error[by], error]));
    const found = left.flatMap((row) => {
      const error = row[by] === null ? undefined : byId.get(row[by]);
      return error && Math.abs(error.time.getTime() - row.time.getTime()) < REQUEST_SPAN_MS ? [{ row, error, by }] : [];
    });
    explained.push(...found);
    const done = new Set(found.map(({ row }) => row));
    left = left.filter((row) => !done.has(row));
  }
  const faults = left.filter(({ status }) => status >= 499);
  return faults.length === 0 ? explained : [...explained, ...(await guess(snapshot, faults, isSample))];
}

async function guess(snapshot: Snapshot, faults: readonly FailedRow[], isSample: boolean): Promise<Explained[]> {
  const values = [...aroundAll(faults, BEFORE_AND_AFTER_MS), MOST_GUESSED];
  const newest = await snapshot.rows<CauseErrorRow>(CAUSE_ERRORS.time, values);
  const ids = newest.map((error) => error.request_id);
  const [from, to] = aroundAll(faults, REQUEST_SPAN_MS);
  const owned = await ownedIds(snapshot, REQUEST_IDS_SEEN, ids, { from, to });
  const errors = newest
    .filter((error) => error.request_id === null || !owned.has(error.request_id))
    .map((row): KindOfError & { row: CauseErrorRow } => ({ ...row, row, time: row.time.getTime(), kind: kindOf(row) }))
    .reverse();
  const isCut = newest.length === MOST_GUESSED;
  const since = isCut ? (newest.at(-1)?.time.getTime() ?? 0) + FARTHEST_MS : 0;
  const requests = faults
    .filter(({ time }) => time.getTime() >= since)
    .map((row) => ({
      ...row,
      row,
      time: row.time.getTime(),
      durationMs: row.duration_ms,
      names: namesOf(row.host, null),
    }))
    .reverse();
  return guessByTime(requests, errors, !isSample || isCut).flatMap((index, at) => {
    const [row, error] = [requests[at]?.row, index === undefined ? undefined : errors[index]?.row];
    return row && error ? [{ row, error, by: 'time' as const }] : [];
  });
}

/** From before the first of them to after the last. */
function aroundAll(rows: readonly FailedRow[], ms: number): [from: Date, to: Date] {
  const times = rows.map(({ time }) => time.getTime());
  return [new Date(Math.min(...times) - ms), new Date(Math.max(...times) + ms)];
}

function titleOf({ group_title, error_type, message }: CauseErrorRow): string {
  return group_title ?? error_type ?? message;
}

/** Errors of one problem in one service are one cause. */
function kindOf(error: CauseErrorRow): string {
  return JSON.stringify([error.service, error.group_id ?? titleOf(error)]);
}

function causesOf(explained: readonly Explained[], all: number): AccessCause[] {
  const causes = new Map<string, AccessCause & { newest: number }>();
  for (const { row, error, by } of explained) {
    const kind = kindOf(error);
    const known = causes.get(kind) ?? {
      ...{ title: titleOf(error), service: error.service, group: error.group_id, requests: 0, share: 0 },
      ...{ matched: { request_id: 0, trace_id: 0, time: 0 }, error: error.id, request: lineId(row), newest: 0 },
    };
    known.requests += 1;
    known.matched[by] += 1;
    const time = error.time.getTime();
    if (time > known.newest) Object.assign(known, { newest: time, error: error.id, request: lineId(row) });
    causes.set(kind, known);
  }
  return [...causes.values()]
    .sort((a, b) => b.requests - a.requests || a.title.localeCompare(b.title))
    .map(({ newest: _newest, ...cause }) => ({ ...cause, share: rate(cause.requests, all) }));
}
