import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { QueryError } from '../database/query-error.js';

/** Half-open: from <= time < to. */
export interface TimeRange {
  from: Date;
  to: Date;
}

/** As asked: an end that is not given stays open. */
export interface RequestedRange {
  from?: Date;
  to?: Date;
  /** The words of the request: `now-15m` stays the same question while its meaning moves. */
  asked?: string;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};
const RELATIVE = /^now(?:([+-])(\d{1,9})([smhdw]))?$/;
const EPOCH = /^-?\d{1,17}(?:\.\d{1,9})?$/;
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** As a number of seconds it would be the year 5138; as milliseconds it is 1973. No log is older than that. */
const FIRST_MILLISECONDS = 1e11;
const EARLIEST_MS = Date.UTC(1900, 0);
const LATEST_MS = Date.UTC(2200, 0);

/**
 * Reads a time as people and tools write it: RFC 3339 or a shorter ISO form (no zone means UTC), epoch milliseconds, epoch
 * seconds, `now`, `now-15m` (units s, m, h, d, w).
 *
 * @param nowMs what `now` means, in milliseconds since 1970
 * @returns undefined when the text is no time between 1900 and 2200
 */
export function parseTime(text: string, nowMs: number): Date | undefined {
  const ms = timeInMs(text.trim(), nowMs);
  if (ms === undefined || !(ms >= EARLIEST_MS && ms < LATEST_MS)) return undefined;
  return new Date(ms);
}

function timeInMs(text: string, nowMs: number): number | undefined {
  const relative = RELATIVE.exec(text);
  if (relative) return nowMs + relativeMs(relative[1], relative[2], relative[3]);
  if (EPOCH.test(text)) {
    const number = Number(text);
    return Math.round(Math.abs(number) >= FIRST_MILLISECONDS ? number : number * 1000);
  }
  return isoInMs(text);
}

function relativeMs(sign: string | undefined, amount: string | undefined, unit: string | undefined): number {
  if (amount === undefined || unit === undefined) return 0;
  return (sign === '-' ? -1 : 1) * Number(amount) * (UNIT_MS[unit] ?? 0);
}

function isoInMs(text: string): number | undefined {
  // An unencoded + of an offset arrives as a space.
  const restored = text.replace(/ (\d{2}:?\d{2})$/, (match, offset: string) =>
    /\d{2}:\d{2}.*\d{2}:?\d{2}$/.test(text) ? `+${offset}` : match,
  );
  const parts = ISO.exec(restored);
  if (!parts) return undefined;
  const day = restored.slice(0, 10);
  // Date rolls 30 February over into March; a day that is not in the calendar is a mistake of the asker.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined;
  const zone = zoneOf(parts[1]);
  const clock = (restored.slice(11).replace(/\s?(Z|z|[+-]\d{2}(?::?\d{2})?)$/, '') || '00:00').replace(',', '.');
  const ms = Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

function zoneOf(text: string | undefined): string {
  if (text === undefined || text.toUpperCase() === 'Z') return 'Z';
  const digits = text.slice(1).replace(':', '').padEnd(4, '0');
  return `${text[0] ?? '+'}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/**
 * Reads `from` and `to` of a request.
 *
 * @throws QueryError RANGE_INVALID naming the parameter
 */
export function parseRange(from: string | undefined, to: string | undefined, nowMs: number): RequestedRange {
  const range: RequestedRange = { asked: `${from ?? ''} ${to ?? ''}` };
  if (from !== undefined) range.from = timeOrThrow('from', from, nowMs);
  if (to !== undefined) range.to = timeOrThrow('to', to, nowMs);
  if (range.from && range.to && range.from > range.to) {
    throw new QueryError('RANGE_INVALID', 'from must not be later than to', { parameter: 'from' });
  }
  return range;
}

function timeOrThrow(parameter: string, text: string, nowMs: number): Date {
  const time = parseTime(text, nowMs);
  if (time) return time;
  throw new QueryError(
    'RANGE_INVALID',
    `${parameter} must be a time: ISO 8601 (2026-11-21T07:00:00Z), epoch milliseconds or seconds, or relative (now-15m)`,
    { parameter },
  );
}

/** The start of the minute that a time lies in. */
export function floorToMinute(time: Date): Date {
  return new Date(Math.floor(time.getTime() / MINUTE_MS) * MINUTE_MS);
}

/** From so many milliseconds before a time to as many after it. */
export function around(time: Date, ms: number): TimeRange {
  return { from: new Date(time.getTime() - ms), to: new Date(time.getTime() + ms) };
}
