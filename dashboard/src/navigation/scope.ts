import type { LogRecord } from '@log-monitor/log-record';

/** The ranges one can choose, shortest first. */
export const RANGES = [
  { id: '15m', label: '15 min', words: 'the last 15 minutes' },
  { id: '1h', label: '1 h', words: 'the last hour' },
  { id: '6h', label: '6 h', words: 'the last 6 hours' },
  { id: '24h', label: '24 h', words: 'the last 24 hours' },
  { id: '7d', label: '7 d', words: 'the last 7 days' },
] as const;

export type RangeId = (typeof RANGES)[number]['id'];

export type Level = LogRecord['level'];

/** Least severe first. */
export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const satisfies Level[];
export const ERROR_LEVELS = ['ERROR', 'CRITICAL'] as const satisfies Level[];

/** What the colours of a chart stand for. */
export type ChartBy = 'service' | 'level';

/** What a page looks at. An empty string means "no such filter". */
export interface Scope {
  range: RangeId;
  service: string;
  /** Some of LEVELS, in their order, separated by commas. */
  level: string;
  host: string;
  logger: string;
  /** Literal text, as the API's `search`. */
  search: string;
  requestId: string;
  userId: string;
  traceId: string;
  /** `name=value`; anything else narrows nothing. `a.b` also means member b of a. */
  attribute: string;
  /** Of the requests that web servers wrote down: method and path with its variable parts named. */
  route: string;
  path: string;
  /** A status code, a class of them (`5xx`), or `errors`. */
  status: string;
  method: string;
  client: string;
  project: string;
  source: string;
  /** What a line of an error log is about. */
  class: string;
  /** Why a line could not be read. */
  reason: string;
  /** By what something unusual was found. */
  detector: string;
  /**
   * Of the page Alerts: which part of it is shown, and what is done there to which rule, about which key, at which moment; which channel and which state of
   * messages, and which mail is open.
   */
  view: string;
  task: string;
  rule: string;
  key: string;
  at: string;
  channel: string;
  state: string;
  mail: string;
  /** Id of the problem that errors belong to. */
  group: string;
  /** Of the page Problems. `assignee`: `-` means nobody. */
  assignee: string;
  version: string;
  /** At least so many users, and so many errors. */
  users: string;
  minimum: string;
  /** `inRange` or `before`. */
  firstSeen: string;
  /** `true` or `false`. */
  regressed: string;
  notes: string;
  /** `count`: the most first; `count.asc`: the fewest. */
  sort: string;
  by: ChartBy;
  /** `tail`: what is stored from now on comes in above what was found. */
  follow: 'tail' | '';
  /** `all`: the list of requests holds those that went well too. */
  show: 'all' | '';
}

/** The members of a scope that narrow what is found. */
export type FilterName = Exclude<keyof Scope, 'range' | 'sort' | 'by' | 'follow' | 'show'>;

export const DEFAULT_SCOPE: Scope = {
  range: '1h',
  service: '',
  level: '',
  host: '',
  logger: '',
  search: '',
  requestId: '',
  userId: '',
  traceId: '',
  attribute: '',
  route: '',
  path: '',
  status: '',
  method: '',
  client: '',
  project: '',
  source: '',
  class: '',
  reason: '',
  detector: '',
  view: '',
  task: '',
  rule: '',
  key: '',
  at: '',
  channel: '',
  state: '',
  mail: '',
  group: '',
  assignee: '',
  version: '',
  users: '',
  minimum: '',
  firstSeen: '',
  regressed: '',
  notes: '',
  sort: '',
  by: 'service',
  follow: '',
  show: '',
};

/** Longer than any sensible filter, shorter than what a proxy refuses as an address. */
const LONGEST_FILTER = 1000;

/**
 * Reads a scope from an address; what it does not know becomes the default.
 *
 * @param filters those that the page has; others are left out
 * @param levels those that the page can narrow to
 */
export function parseScope(
  query: URLSearchParams,
  filters: readonly FilterName[],
  levels: readonly Level[] = LEVELS,
): Scope {
  const texts = filters.map((name) => [name, (query.get(name) ?? '').slice(0, LONGEST_FILTER)]);
  const scope: Scope = { ...DEFAULT_SCOPE, ...(Object.fromEntries(texts) as Partial<Record<FilterName, string>>) };
  const asked = scope.level.split(',');
  return {
    ...scope,
    range: RANGES.find((range) => range.id === query.get('range'))?.id ?? DEFAULT_SCOPE.range,
    level: levels.filter((level) => asked.includes(level)).join(','),
    sort: (query.get('sort') ?? '').slice(0, LONGEST_FILTER),
    by: query.get('by') === 'level' ? 'level' : 'service',
    follow: query.get('follow') === 'tail' ? 'tail' : '',
    show: query.get('show') === 'all' ? 'all' : '',
  };
}

/** The scope as part of an address; defaults are left out so that addresses stay short. */
export function formatScope(scope: Scope): string {
  const members = Object.entries(scope) as [keyof Scope, string][];
  return new URLSearchParams(members.filter(([name, value]) => value !== DEFAULT_SCOPE[name])).toString();
}

/** The range's start in the API's relative form: the server's clock counts, not the browser's. */
export function relativeFrom({ range }: Scope): string {
  return `now-${range}`;
}

export function wordsOfRange(range: RangeId): string {
  return RANGES.find((one) => one.id === range)?.words ?? range;
}

/** The same range, colours and modes without any filter. */
export function withoutFilters({ range, sort, by, follow, show }: Scope): Scope {
  return { ...DEFAULT_SCOPE, range, sort, by, follow, show };
}

/** True when anything but the range narrows what is found. */
export function hasFilters(scope: Scope): boolean {
  return formatScope(scope) !== formatScope(withoutFilters(scope));
}

/** True when a list does not stop at the chosen range: what belongs to a request or a problem does not end at its edge. */
export function reachesBeyondRange({ group, requestId, userId, traceId }: Scope): boolean {
  return group !== '' || requestId !== '' || userId !== '' || traceId !== '';
}

/** Where a list looks, in words. */
export function placeWords(scope: Scope): string {
  return reachesBeyondRange(scope) ? 'what is kept' : wordsOfRange(scope.range);
}

/** Name and value of the wanted attribute; undefined where none is wanted, or it is not written to its end. */
export function attributeOf({ attribute }: Scope): { name: string; value: string } | undefined {
  const at = attribute.indexOf('=');
  const [name, value] = [attribute.slice(0, at).trim(), attribute.slice(at + 1).trim()];
  return at > 0 && name !== '' && value !== '' ? { name, value } : undefined;
}

/** Adds a level to the wanted ones, or takes it out. */
export function toggleLevel(levels: string, level: Level): string {
  const wanted = new Set(levels.split(','));
  if (!wanted.delete(level)) wanted.add(level);
  return LEVELS.filter((one) => wanted.has(one)).join(',');
}
