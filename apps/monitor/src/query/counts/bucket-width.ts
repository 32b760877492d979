import { QueryError } from '../database/query-error.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import type { TimeRange } from '../range/time-range.js';

/**
 * Widths that divide a day evenly, so that buckets begin at full hours and days (UTC). From ten minutes on they are multiples
 * of the counters that are kept for ten minutes and an hour: a quarter of an hour would have to be read minute by minute.
 */
const WIDTHS = [1, 2, 5, 10, 20, 30]
  .map((minutes) => minutes * MINUTE_MS)
  .concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS))
  .concat([1, 2, 7, 14, 30, 90, 365].map((days) => days * DAY_MS));

/** A day in buckets of ten minutes. */
const AUTO_BUCKETS = 150;
export const MAX_BUCKETS = 2000;

/**
 * The narrowest of our widths that cuts the range into at most `maxBuckets`, the cut ones at its ends counted.
 *
 * @param atLeastMs no narrower than this
 */
export function widthFor(range: TimeRange, maxBuckets: number, atLeastMs = 0): number {
  const fits = (width: number): boolean => width >= atLeastMs && bucketCount(range, width) <= maxBuckets;
  const chosen = WIDTHS.find(fits);
  if (chosen !== undefined) return chosen;
  let width = Math.max(WIDTHS.at(-1) ?? DAY_MS, Math.ceil(atLeastMs / DAY_MS) * DAY_MS);
  // Two years and one bucket: even the widest may be cut in two by where it begins.
  while (!fits(width) && width < 400 * 365 * DAY_MS) width *= 2;
  return width;
}

function bucketCount({ from, to }: TimeRange, width: number): number {
  return Math.ceil(to.getTime() / width) - Math.floor(from.getTime() / width);
}

/**
 * The width to use for a range.
 *
 * @param asked milliseconds; undefined: chosen so that a chart has about a hundred buckets
 * @throws QueryError RANGE_INVALID when it would make more than 2000 buckets
 */
export function chooseBucket(range: TimeRange, asked: number | undefined): number {
  if (asked === undefined) return widthFor(range, AUTO_BUCKETS);
  if ((range.to.getTime() - range.from.getTime()) / asked <= MAX_BUCKETS) return asked;
  throw new QueryError(
    'RANGE_INVALID',
    `interval is too short for this range: more than ${MAX_BUCKETS} buckets; take a longer one or a shorter range`,
    { parameter: 'interval' },
  );
}
