import { type Scope, relativeFrom } from '../navigation/scope';
import {
  type ErrorsAnswer,
  type HistogramAnswer,
  type IngestAnswer,
  type RecordAnswer,
  type ServicesAnswer,
  type StatsAnswer,
} from './answer';

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
 * The newest errors.
 *
 * A request or a user is looked up in everything that is kept: what belongs to it does not end at the range's edge.
 */
export function askErrors(scope: Scope): Question<ErrorsAnswer> {
  const from: Record<string, string> = reachesBeyondRange(scope) ? {} : { from: relativeFrom(scope.range) };
  return { path: 'api/v1/logs/errors', parameters: { ...from, ...errorFilters(scope) } };
}

/**
 * The page after one that ended with `cursor`.
 *
 * @param from the start of that page's range as the server read it: `now-1h` would by now be another question
 */
export function askOlderErrors(scope: Scope, cursor: string, from: string | null): Question<ErrorsAnswer> {
  const parameters = { ...given({ from: from ?? '' }), ...errorFilters(scope), cursor };
  return { path: 'api/v1/logs/errors', parameters };
}

function errorFilters(scope: Scope): Record<string, string> {
  const { service, level, search, requestId, userId } = scope;
  return { limit: String(ERRORS_PER_PAGE), ...given({ service, level, search, requestId, userId }) };
}

export function askIngest(): Question<IngestAnswer> {
  return { path: 'api/v1/ingest', parameters: {} };
}

export function askRecord(id: string): Question<RecordAnswer> {
  return { path: `api/v1/logs/records/${encodeURIComponent(id)}`, parameters: {} };
}

/** True when the list of errors does not stop at the chosen range. */
export function reachesBeyondRange(scope: Scope): boolean {
  return scope.requestId !== '' || scope.userId !== '';
}

function given(filters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}
