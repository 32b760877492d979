import { MINUTE_MS } from '../../time/durations.js';
import type { TimeRange } from '../range/time-range.js';
import { type CountedRange, countedRange } from './group-range.js';

/** Two windows that are counted by the same width, the one before first in time; they never overlap. */
export interface ComparedRanges {
  current: CountedRange;
  before: TimeRange;
}

/** The windows that are counted when these are asked for: whole minutes, or whole hours where minutes are not kept any more. */
export function comparedRanges(current: TimeRange, before: TimeRange, now: Date): ComparedRanges {
  const all = countedRange(
    { from: new Date(Math.min(before.from.getTime(), current.from.getTime())), to: current.to },
    now,
  );
  const unit = all.width * MINUTE_MS;
  const from = Math.floor(current.from.getTime() / unit) * unit;
  const to = Math.max(from + unit, Math.ceil(current.to.getTime() / unit) * unit);
  const endBefore = Math.min(from, Math.ceil(before.to.getTime() / unit) * unit);
  const fromBefore = Math.min(endBefore - unit, Math.floor(before.from.getTime() / unit) * unit);
  const range = { from: new Date(from), to: new Date(to) };
  const bucketMs = Math.ceil((to - from) / 24 / unit) * unit;
  return {
    current: { ...range, width: all.width, before: new Date(2 * from - to), bucketMs },
    before: { from: new Date(fromBefore), to: new Date(endBefore) },
  };
}
