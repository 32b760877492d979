import type { AlertKindDefinition } from './alert-kind.js';
import { perGroup, sumOf } from './per-group.js';
import { duration, inWords, recordsOf, subject } from './words.js';

/** How many records a window has. */
export const LOG_COUNT: AlertKindDefinition = {
  name: 'log_count',
  clock: 'event',
  unit: 'records in the window',
  absent: 0,
  question: ({ windowMinutes }) => ({ window: windowMinutes }),
  measure(rule, measurements) {
    const sums = measurements.sums(rule.windowMinutes);
    return perGroup(rule, measurements, (services) => {
      const value = sumOf(services, sums, rule.levels);
      return { value, volume: sumOf(services, sums) };
    });
  },
  sentence: (rule, key, value) =>
    `${inWords(value)} ${recordsOf(rule)} of ${subject(rule, key)} in ${duration(rule.windowSeconds)}`,
};
