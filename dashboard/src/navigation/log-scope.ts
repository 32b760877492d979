import type { LogRecord } from '@log-monitor/log-record';
import { type RangeId, parseRange } from './scope.js';

/** Least severe first. */
export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const satisfies LogRecord['level'][];

/** What the Logs page looks for. An empty string means "no such filter". */
export interface LogScope {
  range: RangeId;
  /** Some of LEVELS, in their order, separated by commas. */
  levels: string;
  service: string;
  host: string;
  logger: string;
  /** Literal text, as the API's `search`. */
  search: string;
  requestId: string;
  userId: string;
  traceId: string;
  /** `name=value`; anything else narrows nothing. `a.b` also means member b of a. */
  attribute: string;
  /** `tail`: what is stored from now on comes in above what was found. */
  follow: 'tail' | '';
}

export const DEFAULT_LOG_SCOPE: LogScope = {
  range: '1h',
  levels: '',
  service: '',
  host: '',
  logger: '',
  search: '',
  requestId: '',
  userId: '',
  traceId: '',
  attribute: '',
  follow: '',
};

/** As in scope.ts. */
const LONGEST_FILTER = 1000;

/** Reads a scope from an address; what it does not know becomes the default. */
export function parseLogScope(query: URLSearchParams): LogScope {
  const text = (name: string): string => (query.get(name) ?? '').slice(0, LONGEST_FILTER);
  const asked = text('levels').split(',');
  return {
    range: parseRange(query.get('range')),
    levels: LEVELS.filter((level) => asked.includes(level)).join(','),
    service: text('service'),
    host: text('host'),
    logger: text('logger'),
    search: text('search'),
    requestId: text('requestId'),
    userId: text('userId'),
    traceId: text('traceId'),
    attribute: text('attribute'),
    follow: query.get('follow') === 'tail' ? 'tail' : '',
  };
}

/** The scope as part of an address; defaults are left out so that addresses stay short. */
export function formatLogScope(scope: LogScope): string {
  const members = Object.entries(scope) as [keyof LogScope, string][];
  return new URLSearchParams(members.filter(([name, value]) => value !== DEFAULT_LOG_SCOPE[name])).toString();
}

/** The same range and mode without any filter. */
export function withoutLogFilters(scope: LogScope): LogScope {
  return { ...DEFAULT_LOG_SCOPE, range: scope.range, follow: scope.follow };
}

/** True when anything but the range narrows what is found. */
export function hasLogFilters(scope: LogScope): boolean {
  return formatLogScope(scope) !== formatLogScope(withoutLogFilters(scope));
}

/** Name and value of the wanted attribute; undefined where none is wanted, or it is not written to its end. */
export function attributeOf({ attribute }: LogScope): { name: string; value: string } | undefined {
  const at = attribute.indexOf('=');
  const [name, value] = [attribute.slice(0, at).trim(), attribute.slice(at + 1).trim()];
  return at > 0 && name !== '' && value !== '' ? { name, value } : undefined;
}

/** Adds a level to the wanted ones, or takes it out. */
export function toggleLevel(levels: string, level: string): string {
  const wanted = new Set(levels.split(','));
  if (!wanted.delete(level)) wanted.add(level);
  return LEVELS.filter((one) => wanted.has(one)).join(',');
}

/** True when the search does not stop at the chosen range: what belongs to a request does not end at its edge. */
export function searchesBeyondRange(scope: LogScope): boolean {
  return scope.requestId !== '' || scope.userId !== '' || scope.traceId !== '';
}
