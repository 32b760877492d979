import type { AlertKindDefinition } from './alert-kind.js';
import { perGroup, sumOf } from './per-group.js';
import { duration, inWords, recordsOf, subject } from './words.js';

/** A week: each weekday is in it once. */
const DAYS = 7;
/** Fewer days with records say nothing of what is usual. */
const LEAST_DAYS = 2;

/**
 * How many times more records a window has than the same window of the seven days before: than the median of the days that had any. One is added to both,
 * so that nothing is divided by nothing. Its volume is the larger of the two.
 */
export const LOG_CHANGE: AlertKindDefinition = {
  name: 'log_change',
  clock: 'event',
  unit: 'times as many as usual',
  absent: 0,
  question: ({ windowMinutes }) => ({ window: windowMinutes, daysBefore: DAYS }),
  measure(rule, measurements) {
    const sums = Array.from({ length: DAYS + 1 }, (_, day) => measurements.sums(rule.windowMinutes, day));
    return perGroup(rule, measurements, (services) => {
      const [current = 0, ...before] = sums.map((ofDay) => sumOf(services, ofDay, rule.levels));
      const days = sums.slice(1).map((ofDay) => sumOf(services, ofDay));
      const usual = before.filter((_, index) => (days[index] ?? 0) > 0);
      if (usual.length < LEAST_DAYS) return { value: null, volume: current };
      const median = medianOf(usual);
      return { value: (current + 1) / (median + 1), volume: Math.max(current, median) };
    });
  },
  sentence: (rule, key, value) =>
    `${inWords(value)} times as many ${recordsOf(rule)} of ${subject(rule, key)} in ${duration(rule.windowSeconds)} as at this time of the days before`,
};

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
