import { type Scope, relativeFrom } from '../navigation/scope.js';
import {
  type ErrorsAnswer,
  type HistogramAnswer,
  type IngestAnswer,
  type RecordAnswer,
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

/** True when the list of errors does not stop at the chosen range. */
export function reachesBeyondRange(scope: Scope): boolean {
  return scope.requestId !== '' || scope.userId !== '' || scope.traceId !== '';
}

function given(filters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}
