import { Injectable } from '@nestjs/common';
import { ACCESS_FLAGS, LATENCY_KINDS, statusClass } from '@log-monitor/access-record';
import type { AccessRequest, AccessRequestsAnswer } from '@log-monitor/monitor-api';
import { listOrNull } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import type { AccessFilter } from './access-filter.js';
import { projectOfHost, resolveNames } from './access-names.js';
import { AccessSettings } from './access-settings.js';
import { isBeyond, lineId, type LinePlace, newestFirst, PLACE_COLUMNS } from './line-place.js';
import { type LineQuestion, type LineSource, readLinePage } from './line-walk.js';
import { REQUEST_CONDITIONS, requestValues } from './request-conditions.js';

export const REQUEST_COLUMNS = `page.client, page.method, page.host, page.route, page.path, page.status, page.duration_ms, page.upstream_ms,
       page.latency, page.bytes, page.health_check, page.request_id, page.trace_id, page.flags, page.line`;

/** Requests as the conditions say, after the cursor ($17 time, $18 place), $19 at most. */
export const ACCESS_REQUESTS: Statement = {
  name: 'access-requests',
  text: `
WITH page AS MATERIALIZED (
  SELECT r.*
    FROM access_record r
   WHERE ${REQUEST_CONDITIONS}
         AND ${isBeyond('$17', '$18')}
   ORDER BY ${newestFirst('r')}
   LIMIT $19
)
SELECT ${PLACE_COLUMNS},
       ${REQUEST_COLUMNS}
  FROM page JOIN access_source s ON s.id = page.source_id
 ORDER BY ${newestFirst('page')}`,
};

export interface RequestRow extends LinePlace {
  client: string | null;
  method: string | null;
  host: string | null;
  route: string | null;
  path: string | null;
  status: number | null;
  duration_ms: number | null;
  upstream_ms: number | null;
  latency: number;
  bytes: number | null;
  health_check: boolean;
  request_id: string | null;
  trace_id: string | null;
  flags: number;
  line: string;
}

export interface RequestListQuestion extends LineQuestion {
  filter: AccessFilter;
}

/** Requests one by one, newest first, page by page. */
@Injectable()
export class AccessRequestList {
  constructor(
    private readonly pool: QueryPool,
    private readonly settings: AccessSettings,
  ) {}

  /** @throws QueryError */
  async page(question: RequestListQuestion): Promise<AccessRequestsAnswer> {
    const { rows, ...rest } = await readLinePage(this.pool, question, this.#source(question));
    return { requests: rows.map((row) => this.toRequest(row)), count: rows.length, ...rest };
  }

  toRequest(row: RequestRow): AccessRequest {
    return {
      id: lineId(row),
      time: row.time.toISOString(),
      source: row.source,
      server: row.server,
      cluster: row.cluster,
      client: row.client,
      method: row.method,
      host: row.host,
      project: projectOfHost(this.settings.projectOf, row.host ?? ''),
      route: row.route,
      path: row.path,
      status: row.status,
      class: statusClass(row.status ?? undefined),
      durationMs: row.duration_ms,
      upstreamMs: row.upstream_ms,
      latency: LATENCY_KINDS[row.latency] ?? 'missing',
      bytes: row.bytes,
      healthCheck: row.health_check,
      requestId: row.request_id,
      traceId: row.trace_id,
      flags: ACCESS_FLAGS.filter((_, bit) => (row.flags & (1 << bit)) !== 0),
      line: row.line,
    };
  }

  #source({ filter, range }: RequestListQuestion): LineSource<RequestRow> {
    const { projectOf } = this.settings;
    return {
      identity: { ...filter, range: range.asked, list: 'access-requests' },
      origin: [filter.sources, filter.servers, filter.clusters].map(listOrNull),
      oldest: (_, start) => Promise.resolve(start.oldest_request),
      read: async (snapshot, window, { cursor, limit, start, range: { from, to } }) => {
        const span = { from: from?.getTime() ?? window.from.getTime(), to: to.getTime() };
        const names = await resolveNames(snapshot, filter, { start, span, projectOf });
        if (!names) return [];
        const values = [window.from, window.to, ...requestValues(filter, names)];
        return snapshot.rows<RequestRow>(ACCESS_REQUESTS, [
          ...values,
          cursor?.time ?? null,
          cursor?.place ?? null,
          limit,
        ]);
      },
    };
  }
}
