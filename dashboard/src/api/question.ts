import { ERROR_LEVELS, type Scope, attributeOf, reachesBeyondRange, relativeFrom } from '../navigation/scope.js';
import type {
  ContextAnswer,
  DeadLetterAnswer,
  ErrorListAnswer,
  HistogramAnswer,
  IngestAnswer,
  RecordAnswer,
  RecordRequestsAnswer,
  SearchAnswer,
  ServicesAnswer,
  StatisticsAnswer,
} from '@log-monitor/monitor-api';

/** A request to the API; the type says what answers it. */
export interface Question<Answer extends object> {
  /** GET where not given. */
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  parameters: Record<string, string>;
  /** Sent as JSON. */
  body?: object;
  /** How long an answer may take, where it takes longer than usual. */
  deadlineMs?: number;
  /** Never set: carries the answer's type. */
  readonly answer?: Answer;
}

export function askIngest(): Question<IngestAnswer> {
  return { path: 'api/v1/ingest', parameters: {} };
}

export function askStats(scope: Scope): Question<StatisticsAnswer> {
  return { path: 'api/v1/logs/stats', parameters: { from: relativeFrom(scope) } };
}

export function askServices(scope: Scope): Question<ServicesAnswer> {
  return { path: 'api/v1/logs/services', parameters: { from: relativeFrom(scope) } };
}

/** Errors over time; narrowed to the chosen service, so that its own levels can be seen. */
export function askErrorHistogram(scope: Scope): Question<HistogramAnswer> {
  return askHistogram({ ...scope, level: ERROR_LEVELS.join(',') });
}

/** Records over time, by service or level, of the wanted services and levels: the API counts nothing else. */
export function askHistogram(scope: Scope): Question<HistogramAnswer> {
  const { by, service, level } = scope;
  const filters = given({ service: oneName(service), level });
  return {
    path: 'api/v1/logs/histogram',
    parameters: { from: relativeFrom(scope), interval: 'auto', by, ...filters },
  };
}

/** The newest errors, or the page after the one that ended with `cursor` (which carries that page's range with it). */
export function askErrors(scope: Scope, cursor = ''): Question<ErrorListAnswer> {
  const { service } = scope;
  // The API trims names in the parameter; one that would not survive that goes in the path.
  const isInPath = service.trim() !== service;
  const filters = filtersOf(isInPath ? { ...scope, service: '' } : scope);
  const parameters = { limit: '100', ...start(scope), ...filters, ...given({ group: scope.group, cursor }) };
  const path = 'api/v1/logs/errors';
  return { path: isInPath ? `${path}/${encodeURIComponent(service)}` : path, parameters };
}

/** Records of any level, or the page after the one that ended with `cursor`. */
export function askSearch(scope: Scope, cursor = ''): Question<SearchAnswer> {
  const parameters = { limit: '200', ...start(scope), ...filtersOf(scope), ...given({ cursor }) };
  return { path: 'api/v1/logs/search', parameters };
}

/** The address of the live tail; an EventSource cannot send Last-Event-ID by itself when it is a new one. */
export function askTail(scope: Scope, lastEventId: string): Question<object> {
  return { path: 'api/v1/logs/tail', parameters: { ...filtersOf(scope), ...given({ lastEventId }) } };
}

export function askRecord(id: string): Question<RecordAnswer> {
  return { path: `api/v1/logs/records/${encodeURIComponent(id)}`, parameters: {} };
}

/** The requests to web servers that failed by an error. */
export function askRecordRequests(id: string): Question<RecordRequestsAnswer> {
  return { path: `${askRecord(id).path}/requests`, parameters: {} };
}

/** Records on each side of the one in the middle. */
export const CONTEXT_RECORDS = 25;

/** `instance`: what the same process wrote; `request`: the same request in all services. */
export type ContextBy = 'instance' | 'request';

export function askContext(id: string, by: ContextBy): Question<ContextAnswer> {
  const parameters = { before: String(CONTEXT_RECORDS), after: String(CONTEXT_RECORDS), by };
  return { path: `${askRecord(id).path}/context`, parameters };
}

/** Messages that could not be read, last kept first, or the page after the one that ended with `cursor`. */
export function askDeadLetters(_scope: Scope, cursor = ''): Question<DeadLetterAnswer> {
  return { path: 'api/v1/ingest/dead-letters', parameters: { limit: '20', ...given({ cursor }) } };
}

/** Reads a dead letter again; the answer is a problem when it still cannot be read. */
export function retryDeadLetter(id: string): Question<object> {
  return { method: 'POST', path: `api/v1/ingest/dead-letters/${encodeURIComponent(id)}/retry`, parameters: {} };
}

export function deleteDeadLetter(id: string): Question<object> {
  return { method: 'DELETE', path: `api/v1/ingest/dead-letters/${encodeURIComponent(id)}`, parameters: {} };
}

/** A request, user or trace is looked up in everything that is kept: it does not end at the range's edge. */
function start(scope: Scope): Record<string, string> {
  return reachesBeyondRange(scope) ? {} : { from: relativeFrom(scope) };
}

function filtersOf(scope: Scope): Record<string, string> {
  const { level, service, host, logger, search, requestId, userId, traceId } = scope;
  const attribute = attributeOf(scope);
  return {
    ...given({ level, service: oneName(service), host, logger, search, requestId, userId, traceId }),
    ...(attribute && { [`attributes.${attribute.name}`]: attribute.value }),
  };
}

/** The parameter is a comma-separated list; the name is chosen, not typed, and is one whatever is in it. */
export function oneName(name: string): string {
  return name.replace(/[\\,]/g, '\\$&');
}

/** Filters without the empty ones. */
export function given(filters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}
