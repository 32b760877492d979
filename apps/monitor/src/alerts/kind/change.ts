import type { Measured } from './alert-kind.js';

/** A week: each weekday is in it once. */
export const CHANGE_DAYS = 7;
/** Fewer days with anything say nothing of what is usual. */
const LEAST_DAYS = 2;

/**
 * How many times more there is than in the median of the days before that had anything. One is added to both, so that nothing is divided by nothing. The
 * volume is the larger of the two.
 *
 * @param usual the same window of each day before in which anything was there that could have been counted
 */
export function changeOf(current: number, usual: readonly number[]): Omit<Measured, 'key'> {
  if (usual.length < LEAST_DAYS) return { value: null, volume: current };
  const median = medianOf(usual);
  return { value: (current + 1) / (median + 1), volume: Math.max(current, median) };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
