import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import type { TimeRange } from '../range/time-range.js';

/** Counters of minutes are kept for two days; older ranges, and longer ones, are counted by hours. */
const MINUTES_KEPT_MS = 2 * DAY_MS;
const MOST_BY_MINUTES_MS = 12 * HOUR_MS;
const BUCKETS = 24;

/** A range of whole minutes or hours, by which problems are counted. */
export interface CountedRange extends TimeRange {
  /** Minutes: 1 or 60. */
  width: 1 | 60;
  /** A range of the same length ends where this one begins. */
  before: Date;
  /** Length of a part of the trend. */
  bucketMs: number;
}

/** The range that is counted when this one is asked for: it begins and ends at whole minutes or hours, outwards. */
export function countedRange({ from, to }: TimeRange, now: Date): CountedRange {
  const span = to.getTime() - from.getTime();
  const isRecent = from.getTime() - span >= now.getTime() - MINUTES_KEPT_MS;
  const width = isRecent && span <= MOST_BY_MINUTES_MS ? 1 : 60;
  const unit = width * MINUTE_MS;
  const start = Math.floor(from.getTime() / unit) * unit;
  const end = Math.max(start + unit, Math.ceil(to.getTime() / unit) * unit);
  const bucketMs = Math.ceil((end - start) / BUCKETS / unit) * unit;
  return { from: new Date(start), to: new Date(end), before: new Date(2 * start - end), width, bucketMs };
}
