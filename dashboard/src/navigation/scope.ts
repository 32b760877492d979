/** The ranges one can choose, shortest first. */
export const RANGES = [
  { id: '15m', label: '15 min', words: 'the last 15 minutes' },
  { id: '1h', label: '1 h', words: 'the last hour' },
  { id: '6h', label: '6 h', words: 'the last 6 hours' },
  { id: '24h', label: '24 h', words: 'the last 24 hours' },
  { id: '7d', label: '7 d', words: 'the last 7 days' },
] as const;

export type RangeId = (typeof RANGES)[number]['id'];

export const ERROR_LEVELS = ['ERROR', 'CRITICAL'] as const;
export type ErrorLevel = (typeof ERROR_LEVELS)[number];

export type ChartBy = 'service' | 'level';

/** What the page looks at. An empty string means "no such filter". */
export interface Scope {
  range: RangeId;
  service: string;
  level: ErrorLevel | '';
  /** Literal text, as the API's `search`. */
  search: string;
  requestId: string;
  userId: string;
  traceId: string;
  /** What the chart's colours stand for. */
  by: ChartBy;
}

export const DEFAULT_SCOPE: Scope = {
  range: '1h',
  service: '',
  level: '',
  search: '',
  requestId: '',
  userId: '',
  traceId: '',
  by: 'service',
};

/** Longer than any sensible filter, shorter than what a proxy refuses as an address. */
const LONGEST_FILTER = 1000;

/** The range's start in the API's relative form: the server's clock counts, not the browser's. */
export function relativeFrom(range: RangeId): string {
  return `now-${range}`;
}

/** A range by its id; the default for anything else. */
export function parseRange(id: string | null): RangeId {
  return RANGES.find((range) => range.id === id)?.id ?? DEFAULT_SCOPE.range;
}

export function wordsOfRange(range: RangeId): string {
  return RANGES.find((one) => one.id === range)?.words ?? range;
}

/** True when anything but the range narrows the list of errors. */
export function hasFilters(scope: Scope): boolean {
  return formatScope(scope) !== formatScope(withoutFilters(scope));
}

/** The same range and colours without any filter. */
export function withoutFilters(scope: Scope): Scope {
  return { ...DEFAULT_SCOPE, range: scope.range, by: scope.by };
}

/** Reads a scope from an address; what it does not know becomes the default. */
export function parseScope(query: URLSearchParams): Scope {
  const text = (name: string): string => (query.get(name) ?? '').slice(0, LONGEST_FILTER);
  return {
    range: parseRange(query.get('range')),
    service: text('service'),
    level: ERROR_LEVELS.find((level) => level === query.get('level')) ?? '',
    search: text('search'),
    requestId: text('requestId'),
    userId: text('userId'),
    traceId: text('traceId'),
    by: query.get('by') === 'level' ? 'level' : 'service',
  };
}

/** The scope as part of an address; defaults are left out so that addresses stay short. */
export function formatScope(scope: Scope): string {
  const members = Object.entries(scope) as [keyof Scope, string][];
  return new URLSearchParams(members.filter(([name, value]) => value !== DEFAULT_SCOPE[name])).toString();
}
