import type { SnapshotStart } from '../database/snapshot-start.js';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { floorToMinute, type RequestedRange, type TimeRange } from './time-range.js';

/** A list reaches back to everything kept when `from` is null. */
export interface OpenRange {
  from: Date | null;
  to: Date;
}

/** Gives an open end the first moment after the newest record, or now when that is later. */
export function closeListRange(start: SnapshotStart, asked: RequestedRange, now: Date): OpenRange {
  const from = asked.from ?? null;
  const to = asked.to ?? openEnd(start, now);
  // Asked from a time that is yet to come: nothing, not a range that runs backwards.
  return { from, to: from && to < from ? from : to };
}

/** The same for statistics, which cover the last 24 hours (from a whole minute on) unless told otherwise. */
export function closeRange(start: SnapshotStart, asked: RequestedRange, now: Date): TimeRange {
  const to = asked.to ?? openEnd(start, now);
  if (asked.from) return { from: asked.from, to: to < asked.from ? asked.from : to };
  const anchor = asked.to ?? now;
  return { from: floorToMinute(new Date(anchor.getTime() - DAY_MS)), to };
}

/** A range as answers show it. */
export function presentRange<From extends Date | null>({ from, to }: { from: From; to: Date }) {
  return { from: (from?.toISOString() ?? null) as From extends Date ? string : string | null, to: to.toISOString() };
}

function openEnd({ newest_minute_end: newest }: SnapshotStart, now: Date): Date {
  // A whole minute: the counters alone then answer, without a cut minute to be counted from the rows.
  const nextMinute = floorToMinute(new Date(now.getTime() + MINUTE_MS));
  return newest && newest > nextMinute ? newest : nextMinute;
}
