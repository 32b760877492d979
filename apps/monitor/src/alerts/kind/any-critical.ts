import { SEVERITY } from '@log-monitor/log-record';
import type { AlertKindDefinition } from './alert-kind.js';
import { perGroup, sumOf } from './per-group.js';
import { duration, inWords, subject } from './words.js';

/**
 * CRITICAL records. Each evaluation counts them like any others; besides, the evaluator is told of each as soon as it is stored, and does not wait for the
 * end of its minute.
 */
export const ANY_CRITICAL: AlertKindDefinition = {
  name: 'any_critical',
  clock: 'event',
  unit: 'CRITICAL records in the window',
  absent: 0,
  question: ({ windowMinutes }) => ({ window: windowMinutes }),
  measure(rule, measurements) {
    const sums = measurements.sums(rule.windowMinutes);
    return perGroup(rule, measurements, (services) => ({
      value: sumOf(services, sums, [SEVERITY.CRITICAL]),
      volume: sumOf(services, sums),
    }));
  },
  sentence: (rule, key, value) =>
    `${inWords(value)} CRITICAL record${value === 1 ? '' : 's'} of ${subject(rule, key)} in ${duration(rule.windowSeconds)}`,
  problem({ scope, threshold }) {
    if (scope.levels) return 'scope.levels has no meaning for any_critical';
    return threshold === 1 ? undefined : 'threshold must be 1 for any_critical; log_count counts CRITICAL too';
  },
};
