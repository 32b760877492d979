import type {
  AccessCausesAnswer,
  AccessErrorClassesAnswer,
  AccessErrorsAnswer,
  AccessProjectsAnswer,
  AccessRequestAnswer,
  AccessRequestsAnswer,
  AccessSeriesAnswer,
  AccessSourcesAnswer,
  AccessStatusesAnswer,
  AccessSummaryAnswer,
  AccessTopAnswer,
  AccessUnparsedAnswer,
  AccessVisitorsAnswer,
  AnomaliesAnswer,
  Anomaly,
  AnomalyRulesAnswer,
  AnomalySilence,
  AnomalySilencesAnswer,
  RequestErrorsAnswer,
} from '@log-monitor/monitor-api';
import { type Scope, relativeFrom } from '../navigation/scope.js';
import { type Question, given, oneName } from './question.js';

/** Questions about what web servers wrote down. */

/** The filters that narrow requests, each a parameter of its name. */
const REQUEST_FILTERS = ['host', 'project', 'route', 'path', 'method', 'client', 'source'] as const;

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

/** The newest requests that fit, those that failed unless a status or all are wanted; or the page after `cursor`. */
export function askAccessRequests(scope: Scope, cursor = ''): Question<AccessRequestsAnswer> {
  const status = scope.status === '' && scope.show === '' ? { status: 'errors' } : {};
  const parameters = { limit: '50', ...requestFilters(scope), ...status, ...given({ cursor }) };
  return { path: 'api/v1/access/requests', parameters };
}

/** The address of a file with every request that fits. */
export function askAccessExport(scope: Scope, format: 'csv' | 'ndjson'): Question<object> {
  return { path: 'api/v1/access/export', parameters: { ...requestFilters(scope), format } };
}

export function askAccessRequest(id: string): Question<AccessRequestAnswer> {
  return { path: `api/v1/access/requests/${encodeURIComponent(id)}`, parameters: {} };
}

/** The errors by which a request failed. */
export function askRequestErrors(id: string): Question<RequestErrorsAnswer> {
  return { path: `${askAccessRequest(id).path}/errors`, parameters: {} };
}

/** By which errors requests failed: 5xx unless another status is wanted. */
export function askAccessCauses(scope: Scope): Question<AccessCausesAnswer> {
  return { path: 'api/v1/access/causes', parameters: requestFilters(scope) };
}

/** The same of the requests that a surge of faults is about. */
export function askCausesOfAnomaly({
  firstSeen,
  lastSeen,
  source,
  host,
  route,
}: Anomaly): Question<AccessCausesAnswer> {
  const place = given({ source: oneName(source), host: oneName(host ?? ''), route: oneName(route ?? '') });
  // Its last window is ten seconds long.
  const to = new Date(Date.parse(lastSeen) + 10_000).toISOString();
  return { path: 'api/v1/access/causes', parameters: { from: firstSeen, to, status: '5xx', ...place } };
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

/** How many lines of error logs there are, of each host, level and class, and over time. */
export function askAccessErrorClasses(scope: Scope): Question<AccessErrorClassesAnswer> {
  return { path: 'api/v1/access/errors/classes', parameters: { ...errorFilters(scope), timeZone } };
}

/** The newest lines of error logs, or the page after `cursor`. */
export function askAccessErrors(scope: Scope, cursor = ''): Question<AccessErrorsAnswer> {
  return { path: 'api/v1/access/errors', parameters: { limit: '20', ...errorFilters(scope), ...given({ cursor }) } };
}

/** The newest lines that no format reads, or the page after `cursor`; nothing is known of them but where they came from. */
export function askAccessUnparsed(scope: Scope, cursor = ''): Question<AccessUnparsedAnswer> {
  const { reason, source, search } = scope;
  const filters = given({ reason, source: oneName(source), search, cursor });
  return { path: 'api/v1/access/unparsed', parameters: { limit: '20', from: relativeFrom(scope), ...filters } };
}

const ANOMALIES = 'api/v1/access/anomalies';

/** What was unusual in requests, or the page after `cursor`; what rules keep back too where all is wanted. */
export function askAnomalies(scope: Scope, cursor = ''): Question<AnomaliesAnswer> {
  const names = Object.fromEntries(
    (['host', 'route', 'client', 'source'] as const).map((name) => [name, oneName(scope[name])]),
  );
  const filters = given({ ...names, detector: scope.detector, cursor });
  const silenced = scope.show === 'all' ? { silenced: 'include' } : {};
  return { path: ANOMALIES, parameters: { from: relativeFrom(scope), limit: '100', ...filters, ...silenced } };
}

export function askAnomalyRules(): Question<AnomalyRulesAnswer> {
  return { path: `${ANOMALIES}/rules`, parameters: {} };
}

export function askAnomalySilences(): Question<AnomalySilencesAnswer> {
  return { path: `${ANOMALIES}/silences`, parameters: {} };
}

/** @param body what is kept back, and why */
export function silenceAnomalies(body: object): Question<AnomalySilence> {
  return { method: 'POST', path: `${ANOMALIES}/silences`, parameters: {}, body };
}

export function endAnomalySilence(id: string): Question<object> {
  return { method: 'DELETE', path: `${ANOMALIES}/silences/${encodeURIComponent(id)}`, parameters: {} };
}

/** Lines of error logs know host, client and source, and nothing else of the request. */
function errorFilters(scope: Scope): Record<string, string> {
  const { level, class: about, search } = scope;
  const [host, client, source] = [scope.host, scope.client, scope.source].map(oneName) as [string, string, string];
  return { from: relativeFrom(scope), ...given({ host, client, source, level, class: about, search }) };
}

function requestFilters(scope: Scope): Record<string, string> {
  const names = Object.fromEntries(REQUEST_FILTERS.map((name) => [name, oneName(scope[name])]));
  const { status, search } = scope;
  return { from: relativeFrom(scope), ...given({ ...names, status, search }) };
}
