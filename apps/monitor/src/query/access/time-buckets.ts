import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { QueryError } from '../database/query-error.js';
import type { LocalTime } from './local-time.js';

/** Half-open, in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** Widths of buckets that are chosen for a chart, in milliseconds. */
const WIDTHS = [10_000, 20_000, 30_000]
  .concat([1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE_MS))
  .concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS))
  .concat([1, 2, 7, 14, 30, 90, 365].map((days) => days * DAY_MS));

const AUTO_BUCKETS = 150;
const MOST_BUCKETS = 2000;

export interface WidthRequest {
  /** Milliseconds; undefined: chosen for a chart. */
  interval?: number | undefined;
  /** For a chart: no more buckets than these, and none narrower. */
  maxBuckets?: number | undefined;
  atLeast?: number | undefined;
}

/**
 * The width of the buckets of a range.
 *
 * @param finest width of the narrowest window that there is for all of the range
 * @throws QueryError RANGE_INVALID when it would make more than 2000 buckets
 */
export function bucketWidth(
  { from, to }: Span,
  { interval, maxBuckets, atLeast }: WidthRequest,
  finest: number,
): number {
  if (interval !== undefined) {
    const width = Math.ceil(Math.max(interval, finest) / finest) * finest;
    if ((to - from) / width <= MOST_BUCKETS) return width;
    const reason = `interval is too short for this range: more than ${MOST_BUCKETS} buckets; take a longer one or a shorter range`;
    throw new QueryError('RANGE_INVALID', reason, { parameter: 'interval' });
  }
  const most = maxBuckets ?? AUTO_BUCKETS;
  const least = Math.max(finest, atLeast ?? 0);
  const fits = (width: number): boolean => width >= least && width % finest === 0 && (to - from) / width + 1 <= most;
  const chosen = WIDTHS.find(fits);
  if (chosen !== undefined) return chosen;
  return Math.ceil(Math.max(least, (to - from) / Math.max(1, most - 1)) / DAY_MS) * DAY_MS;
}

/**
 * Where buckets begin, in milliseconds since 1970: the first no later than the range, the others inside it. Hours and days are those of the zone; a
 * day on which the clocks are set may be an hour longer or shorter.
 */
export function bucketStarts({ from, to }: Span, width: number, local: LocalTime): number[] {
  if (from >= to) return [];
  // Clocks are set by whole hours (in one place by half of one): narrower buckets are not touched by that.
  if (width <= HOUR_MS) return evenStarts(from, to, width, local.offsetAt(from));
  const starts: number[] = [];
  let wall = Math.floor(local.wallAt(from) / width) * width;
  for (let start = local.instantOf(wall); start < to; start = local.instantOf(wall)) {
    const last = starts.at(-1);
    if (start <= from) starts[0] = start;
    else if (last === undefined || start > last) starts.push(start);
    wall += width;
  }
  return starts;
}

function evenStarts(from: number, to: number, width: number, offset: number): number[] {
  const starts: number[] = [];
  for (let start = Math.floor((from + offset) / width) * width - offset; start < to; start += width) starts.push(start);
  return starts;
}

/** How much of a span is over, in seconds: what has just begun must not look slow. */
export function elapsedSeconds({ from, to }: Span, now: Date): number {
  const end = now.getTime() > from ? Math.min(to, now.getTime()) : to;
  return Math.max(0, end - from) / 1000;
}

/** The part of the span that lies in each of its buckets. */
export function bucketSpans({ from, to }: Span, starts: readonly number[]): Span[] {
  return starts.map((start, index) => ({ from: Math.max(start, from), to: Math.min(starts[index + 1] ?? to, to) }));
}
