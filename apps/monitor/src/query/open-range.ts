import { type Snapshot, type Statement } from './query-pool.js';
import { DAY_MS, floorToMinute, type RequestedRange, type TimeRange } from './time-range.js';

/** The end of the newest minute that holds a record: clocks that run ahead put it past now. */
export const NEWEST_MINUTE_END: Statement = {
  name: 'newest-minute-end',
  text: `SELECT max(minute) + interval '1 minute' AS newest_end FROM log_count`,
};

/** The start of the oldest minute that holds a record: counters are kept at least as long as the records they count. */
export const OLDEST_MINUTE: Statement = {
  name: 'oldest-minute',
  text: `SELECT min(minute) AS oldest FROM log_count`,
};

/** Where a walk back to everything kept may end; undefined: nothing was ever stored. */
export async function oldestMinute(snapshot: Snapshot): Promise<Date | undefined> {
  const [row] = await snapshot.rows<{ oldest: Date | null }>(OLDEST_MINUTE);
  return row?.oldest ?? undefined;
}

/** A list reaches back to everything kept when `from` is null. */
export interface ListRange {
  from: Date | null;
  to: Date;
}

/** Gives an open end the first moment after the newest record, or now when that is later. */
export async function closeListRange(snapshot: Snapshot, asked: RequestedRange, now: Date): Promise<ListRange> {
  return { from: asked.from ?? null, to: asked.to ?? (await openEnd(snapshot, now)) };
}

/** The same for statistics, which cover the last 24 hours (from a whole minute on) unless told otherwise. */
export async function closeRange(snapshot: Snapshot, asked: RequestedRange, now: Date): Promise<TimeRange> {
  const to = asked.to ?? (await openEnd(snapshot, now));
  if (asked.from) return { from: asked.from, to: to < asked.from ? asked.from : to };
  const anchor = asked.to ?? now;
  return { from: floorToMinute(new Date(anchor.getTime() - DAY_MS)), to };
}

async function openEnd(snapshot: Snapshot, now: Date): Promise<Date> {
  const [row] = await snapshot.rows<{ newest_end: Date | null }>(NEWEST_MINUTE_END);
  const newest = row?.newest_end;
  // A whole minute: the counters alone then answer, without a cut minute to be counted from the rows.
  const nextMinute = floorToMinute(new Date(now.getTime() + 60_000));
  return newest && newest > nextMinute ? newest : nextMinute;
}
