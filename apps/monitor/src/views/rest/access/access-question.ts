import type { AccessErrorParameters, AccessParameters, AccessRequestParameters } from '@log-monitor/monitor-api';
import type { AccessErrorFilter } from '../../../query/access/access-error-list.js';
import type { AccessFilter } from '../../../query/access/access-filter.js';
import type { AccessQuestion } from '../../../query/access/access-summary.js';
import { parseRange } from '../../../query/range/time-range.js';

type FilterParameters = Omit<AccessParameters, 'from' | 'to'> &
  Partial<Pick<AccessRequestParameters, 'requestId' | 'traceId' | 'slowerThan'>>;

/** What the parameters say of requests. */
function requestFilter(asked: FilterParameters): AccessFilter {
  return {
    hosts: asked.host,
    projects: asked.project,
    routes: asked.route,
    paths: asked.path,
    statuses: asked.status,
    methods: asked.method,
    clients: asked.client,
    sources: asked.source,
    servers: asked.server,
    clusters: asked.cluster,
    search: asked.search,
    healthChecks: asked.healthChecks,
    requestId: asked.requestId,
    traceId: asked.traceId,
    slowerThan: asked.slowerThan,
  };
}

/** @throws QueryError RANGE_INVALID when from or to is no time */
export function accessQuestion(
  asked: FilterParameters & Pick<AccessParameters, 'from' | 'to'>,
  signal: AbortSignal,
): AccessQuestion {
  const now = new Date();
  return { filter: requestFilter(asked), range: parseRange(asked.from, asked.to, now.getTime()), now, signal };
}

/** What the parameters say of lines of error logs. */
export function errorFilter(asked: Omit<AccessErrorParameters, 'limit' | 'cursor'>): AccessErrorFilter {
  return {
    levels: asked.level,
    classes: asked.class,
    hosts: asked.host,
    clients: asked.client,
    sources: asked.source,
    servers: asked.server,
    clusters: asked.cluster,
    search: asked.search,
  };
}
