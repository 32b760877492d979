import { type LogScope, attributeOf, searchesBeyondRange } from '../navigation/log-scope.js';
import { type Scope, relativeFrom } from '../navigation/scope.js';
import {
  type ContextAnswer,
  type ErrorsAnswer,
  type HistogramAnswer,
  type IngestAnswer,
  type RecordAnswer,
  type SearchAnswer,
  type ServicesAnswer,
  type StatsAnswer,
} from './answer.js';

/** A GET on the API; the type says what answers it. */
export interface Question<Answer extends object> {
  path: string;
  parameters: Record<string, string>;
  /** Never set: carries the answer's type. */
  readonly answer?: Answer;
}

export const ERRORS_PER_PAGE = 100;
export const RECORDS_PER_PAGE = 200;

export function askStats(scope: Scope): Question<StatsAnswer> {
  return { path: 'api/v1/logs/stats', parameters: { from: relativeFrom(scope.range) } };
}

export function askServices(scope: Scope): Question<ServicesAnswer> {
  return { path: 'api/v1/logs/services', parameters: { from: relativeFrom(scope.range) } };
}

/** Errors over time; narrowed to the chosen service, so that its own levels can be seen. */
export function askHistogram(scope: Scope): Question<HistogramAnswer> {
  const parameters = {
    from: relativeFrom(scope.range),
    interval: 'auto',
    by: scope.by,
    level: 'ERROR,CRITICAL',
    ...given({ service: scope.service }),
  };
  return { path: 'api/v1/logs/histogram', parameters };
}

/**
 * The newest errors, or the page after the one that ended with `cursor` (which carries that page's range with it).
 *
 * A request, user or trace is looked up in everything that is kept: what belongs to it does not end at the range's edge.
 */
export function askErrors(scope: Scope, cursor?: string): Question<ErrorsAnswer> {
  const { service, level, search, requestId, userId, traceId } = scope;
  const isInPath = needsPath(service);
  const parameters = {
    limit: String(ERRORS_PER_PAGE),
    ...(reachesBeyondRange(scope) ? {} : { from: relativeFrom(scope.range) }),
    ...given({ service: isInPath ? '' : service, level, search, requestId, userId, traceId }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  const path = 'api/v1/logs/errors';
  return { path: isInPath ? `${path}/${encodeURIComponent(service)}` : path, parameters };
}

/** The parameter is a comma-separated list whose parts are trimmed; a name that would not survive that goes in the path. */
function needsPath(service: string): boolean {
  return service.includes(',') || service.trim() !== service;
}

export function askIngest(): Question<IngestAnswer> {
  return { path: 'api/v1/ingest', parameters: {} };
}

export function askRecord(id: string): Question<RecordAnswer> {
  return { path: `api/v1/logs/records/${encodeURIComponent(id)}`, parameters: {} };
}

/** Records on each side of the one in the middle. */
export const CONTEXT_RECORDS = 25;

/** `instance`: what the same process wrote; `request`: the same request in all services. */
export type ContextBy = 'instance' | 'request';

export function askContext(id: string, by: ContextBy): Question<ContextAnswer> {
  const parameters = { before: String(CONTEXT_RECORDS), after: String(CONTEXT_RECORDS), by };
  return { path: `api/v1/logs/records/${encodeURIComponent(id)}/context`, parameters };
}

/** Records of any level, or the page after the one that ended with `cursor`. */
export function askSearch(scope: LogScope, cursor?: string): Question<SearchAnswer> {
  const parameters = {
    limit: String(RECORDS_PER_PAGE),
    ...(searchesBeyondRange(scope) ? {} : { from: relativeFrom(scope.range) }),
    ...filtersOf(scope),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return { path: 'api/v1/logs/search', parameters };
}

/** All records over time: the API counts by service and level only. */
export function askLogHistogram(scope: LogScope): Question<HistogramAnswer> {
  const { service, levels } = scope;
  const parameters = {
    from: relativeFrom(scope.range),
    interval: 'auto',
    by: 'level',
    ...given({ service: oneName(service), level: levels }),
  };
  return { path: 'api/v1/logs/histogram', parameters };
}

/** The address of the live tail; an EventSource can not send Last-Event-ID by itself when it is a new one. */
export function askTail(scope: LogScope, lastEventId: string): Question<object> {
  return { path: 'api/v1/logs/tail', parameters: { ...filtersOf(scope), ...given({ lastEventId }) } };
}

function filtersOf(scope: LogScope): Record<string, string> {
  const { levels, service, host, logger, search, requestId, userId, traceId } = scope;
  const attribute = attributeOf(scope);
  return {
    ...given({ level: levels, service: oneName(service), host, logger, search, requestId, userId, traceId }),
    ...(attribute && { [`attributes.${attribute.name}`]: attribute.value }),
  };
}

/** The parameter is a comma-separated list; the service is chosen, not typed, and is one name whatever is in it. */
function oneName(name: string): string {
  return name.replace(/[\\,]/g, '\\$&');
}

/** True when the list of errors does not stop at the chosen range. */
export function reachesBeyondRange(scope: Scope): boolean {
  return scope.requestId !== '' || scope.userId !== '' || scope.traceId !== '';
}

function given(filters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}
