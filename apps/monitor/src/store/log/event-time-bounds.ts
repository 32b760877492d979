import { DAY_MS } from '../../time/durations.js';

const ERROR_TIME_MIN = Date.UTC(2000, 0, 1);
const ERROR_TIME_MAX = Date.UTC(2100, 0, 1) - 1;

/** Records ahead of our clock are kept as sent for this long: a sender's clock may run ahead, or in another zone. */
const AHEAD_MS = DAY_MS;

/**
 * The time by which an ERROR is filed. Its bounds are fixed and never depend on now: otherwise the same id, read twice on two sides of
 * midnight, would go into two partitions and be stored twice.
 */
export function clampErrorTime(time: number): number {
  return Math.min(Math.max(time, ERROR_TIME_MIN), ERROR_TIME_MAX);
}

/** The time by which a record below ERROR is filed: within the days that have a partition. The ledger, not the time, tells copies apart. */
export function clampLogTime(time: number, now: number, retentionDays: number): number {
  return Math.min(Math.max(time, now - retentionDays * DAY_MS), now + AHEAD_MS);
}
