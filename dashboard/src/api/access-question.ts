import type {
  AccessErrorClassesAnswer,
  AccessProjectsAnswer,
  AccessRequestAnswer,
  AccessRequestsAnswer,
  AccessSeriesAnswer,
  AccessSourcesAnswer,
  AccessStatusesAnswer,
  AccessSummaryAnswer,
  AccessTopAnswer,
  AccessVisitorsAnswer,
} from '@log-monitor/monitor-api';
import { type Scope, relativeFrom } from '../navigation/scope.js';
import { type Question, given, oneName } from './question.js';

/** Questions about what web servers wrote down. */

/** The filters that narrow requests, each a parameter of its name. */
export const REQUEST_FILTERS = ['host', 'project', 'route', 'path', 'method', 'client', 'source'] as const;

/** The lists of the most frequent, the slowest, and those with the most errors. */
export type TopList =
  'urls' | 'slow' | 'errors' | 'routes' | 'hosts' | 'clients' | 'not-found' | 'referrers' | 'browsers' | 'systems';

/** Hours and days begin as the reader's clock says. */
const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function askAccessSummary(scope: Scope): Question<AccessSummaryAnswer> {
  return { path: 'api/v1/access/summary', parameters: requestFilters(scope) };
}

/** Requests over time by class of their status. */
export function askAccessSeries(scope: Scope): Question<AccessSeriesAnswer> {
  const parameters = { ...requestFilters(scope), interval: 'auto', by: 'class', timeZone };
  return { path: 'api/v1/access/timeseries', parameters };
}

export function askAccessSources(): Question<AccessSourcesAnswer> {
  return { path: 'api/v1/access/sources', parameters: {} };
}

/** The newest requests with the wanted status, those that failed unless one is wanted; or the page after `cursor`. */
export function askAccessRequests(scope: Scope, cursor = ''): Question<AccessRequestsAnswer> {
  const { status = 'errors', ...filters } = requestFilters(scope);
  return { path: 'api/v1/access/requests', parameters: { limit: '50', ...filters, status, ...given({ cursor }) } };
}

export function askAccessRequest(id: string): Question<AccessRequestAnswer> {
  return { path: `api/v1/access/requests/${encodeURIComponent(id)}`, parameters: {} };
}

export function askAccessTop(list: TopList, scope: Scope): Question<AccessTopAnswer> {
  const by: Record<string, string> = list === 'slow' || list === 'errors' ? { by: 'route' } : {};
  return { path: `api/v1/access/top/${list}`, parameters: { ...requestFilters(scope), ...by } };
}

export function askAccessStatuses(scope: Scope): Question<AccessStatusesAnswer> {
  return { path: 'api/v1/access/statuses', parameters: requestFilters(scope) };
}

export function askAccessProjects(scope: Scope): Question<AccessProjectsAnswer> {
  return { path: 'api/v1/access/projects', parameters: requestFilters(scope) };
}

export function askAccessVisitors(scope: Scope): Question<AccessVisitorsAnswer> {
  return { path: 'api/v1/access/visitors', parameters: { ...requestFilters(scope), timeZone } };
}

/** What error logs say; their lines know host, client and source alone. */
export function askAccessErrorClasses(scope: Scope): Question<AccessErrorClassesAnswer> {
  const { host, client, source, search } = scope;
  const filters = given({ host: oneName(host), client: oneName(client), source: oneName(source), search });
  return { path: 'api/v1/access/errors/classes', parameters: { from: relativeFrom(scope), ...filters, timeZone } };
}

function requestFilters(scope: Scope): Record<string, string> {
  const names = Object.fromEntries(REQUEST_FILTERS.map((name) => [name, oneName(scope[name])]));
  const { status, search } = scope;
  return { from: relativeFrom(scope), ...given({ ...names, status, search }) };
}
