import { refusing } from '../request/variable-names.js';
import { refuseUnresolved, unescapeRegex } from '../request/variable-text.js';
import { DAY_MS } from '../../time/durations.js';
import { floorToMinute, type RequestedRange, parseRange } from '../../query/range/time-range.js';

/** One thing to draw, as any of the three clients asked for it. */
export interface GrafanaTarget {
  refId: string;
  target: string;
  /** SimpleJson says what its panel can draw. */
  type?: 'timeserie' | 'table' | undefined;
  payload: Readonly<Record<string, unknown>>;
}

export interface GrafanaFilter {
  key: string;
  operator: string;
  values: string[];
}

export interface GrafanaQuestion {
  targets: GrafanaTarget[];
  filters: GrafanaFilter[];
  range: RequestedRange;
  /** Most points per series. */
  maxDataPoints: number;
  /** No finer than this, in milliseconds. */
  intervalMs: number;
}

/** More panels than this are in no dashboard's one request. */
const MAX_TARGETS = 50;
const MAX_FILTERS = 50;
const MAX_VALUES = 1000;
const DEFAULT_POINTS = 300;
const MOST_POINTS = 2000;

/**
 * Reads a request of SimpleJson, simPod's or the JSON API plugin, or a bare `{ "target": … }`. What is not understood is passed
 * over: Grafana's versions send members of their own, and one bad panel must not empty the others.
 *
 * @throws QueryError RANGE_INVALID when a time is given and is none
 */
export function readGrafanaRequest(body: unknown, nowMs: number): GrafanaQuestion {
  const request = asObject(body);
  const range = asObject(request['range']);
  const from = asText(range['from']) ?? asText(request['from']);
  const to = asText(range['to']) ?? asText(request['to']);
  return {
    targets: readTargets(request),
    filters: [...readFilters(request['filters']), ...readFilters(request['adhocFilters'])],
    range: lastDayUnlessAsked(parseRange(from, to, nowMs), nowMs),
    maxDataPoints: clamp(request['maxDataPoints'], DEFAULT_POINTS, 2, MOST_POINTS),
    intervalMs: clamp(request['intervalMs'], 0, 0, Number.MAX_SAFE_INTEGER),
  };
}

/** A bare `{ "target": … }` asks about the last 24 hours. */
function lastDayUnlessAsked(range: RequestedRange, nowMs: number): RequestedRange {
  const end = range.to?.getTime() ?? nowMs;
  return { ...range, from: range.from ?? floorToMinute(new Date(end - DAY_MS)) };
}

function readTargets(request: Readonly<Record<string, unknown>>): GrafanaTarget[] {
  if (Array.isArray(request['targets'])) {
    return request['targets'].slice(0, MAX_TARGETS).map((target, index) => readTarget(target, index));
  }
  return request['target'] === undefined ? [] : [readTarget(request, 0)];
}

function readTarget(value: unknown, index: number): GrafanaTarget {
  const target = asObject(value);
  const type = target['type'];
  return {
    refId: asText(target['refId']) ?? String.fromCharCode(65 + (index % 26)),
    target: (asText(target['target']) ?? '').trim(),
    type: type === 'table' || type === 'timeserie' ? type : undefined,
    payload: readPayload(target['payload'] ?? target['data']),
  };
}

/** simPod sends an object; older versions and hand-written panels the text of one. */
export function readPayload(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'string') return asObject(value);
  try {
    return asObject(JSON.parse(value));
  } catch {
    // Half-typed JSON in the panel's editor means no options.
    return {};
  }
}

function readFilters(value: unknown): GrafanaFilter[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_FILTERS).flatMap((entry) => {
    const filter = asObject(entry);
    const key = asText(filter['key']);
    const values = Array.isArray(filter['values']) ? readValues(filter['values']) : readValues([filter['value']]);
    return key === undefined ? [] : [{ key, operator: asText(filter['operator']) ?? '=', values }];
  });
}

/** The texts of an option that may be one value or several. */
export function readTexts(value: unknown): string[] {
  return readValues(Array.isArray(value) ? value : [value]).filter((text) => text !== '');
}

/**
 * An option that is one text, without the backslashes that the regex format of a variable puts before special characters.
 *
 * @returns undefined where nothing was given, or all
 * @throws ProblemError PARAMETER_INVALID for a variable that was not filled in
 */
export function readText(payload: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = asText(payload[name]);
  if (text === undefined || text.trim() === '' || text === '$__all') return undefined;
  refusing(name, () => refuseUnresolved(text));
  return unescapeRegex(text);
}

function readValues(values: readonly unknown[]): string[] {
  return values.slice(0, MAX_VALUES).flatMap((value) => {
    const plain = typeof value === 'object' && value !== null ? asObject(value)['value'] : value;
    const text = asText(plain);
    return text === undefined ? [] : [text];
  });
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Text that the store can be asked for; numbers count as their digits. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  return value.slice(0, 4000).replaceAll('\0', '').toWellFormed();
}

function clamp(value: unknown, fallback: number, least: number, most: number): number {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) return fallback;
  return Math.min(Math.max(Math.floor(number), least), most);
}
