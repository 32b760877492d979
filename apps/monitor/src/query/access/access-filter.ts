import { isError, statusClass } from '@log-monitor/access-record';
import type { StatusFilter } from '@log-monitor/monitor-api';

/** What requests have to be like; undefined: anything. */
export interface AccessFilter {
  hosts?: readonly string[] | undefined;
  projects?: readonly string[] | undefined;
  routes?: readonly string[] | undefined;
  paths?: readonly string[] | undefined;
  statuses?: readonly StatusFilter[] | undefined;
  methods?: readonly string[] | undefined;
  clients?: readonly string[] | undefined;
  sources?: readonly string[] | undefined;
  servers?: readonly string[] | undefined;
  clusters?: readonly string[] | undefined;
  /** Part of the line. */
  search?: string | undefined;
  healthChecks: 'exclude' | 'include' | 'only';
  requestId?: string | undefined;
  traceId?: string | undefined;
  /** Milliseconds. */
  slowerThan?: number | undefined;
}

const CODES = Array.from({ length: 1000 }, (_, code) => code);

/** The status codes that a filter means, 0 for a request without one; null: all. */
export function statusCodes(filter: readonly StatusFilter[] | undefined): number[] | null {
  if (filter === undefined || filter.length === 0) return null;
  return CODES.filter((code) => filter.some((one) => isMeant(code, one)));
}

function isMeant(code: number, one: StatusFilter): boolean {
  if (typeof one === 'number') return code === one;
  if (one === 'errors') return isError(code);
  return statusClass(code) === one;
}

/** Whether the filter asks for what only the requests themselves can tell. */
export function needsRequests({ search, healthChecks, requestId, traceId, slowerThan }: AccessFilter): boolean {
  return healthChecks !== 'exclude' || [search, requestId, traceId, slowerThan].some((given) => given !== undefined);
}
