import { SEVERITY } from '@log-monitor/log-record';
import { SERVICES } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { perGroup, sumOf } from './per-group.js';
import { duration, inWords, subject } from './words.js';

/**
 * CRITICAL records. Each evaluation counts them like any others; besides, the evaluator is told of each as soon as it is stored, and does not wait for the
 * end of its minute.
 */
export const ANY_CRITICAL: AlertKindDefinition = {
  name: 'any_critical',
  form: { title: 'CRITICAL record', format: 'number', usual: 1 },
  clock: 'event',
  about: 'records',
  unit: 'CRITICAL records in the window',
  absent: 0,
  accepts: {
    scope: SERVICES,
    groupBy: ['service'],
    parameters: ['windowSeconds', 'minimumVolume'],
    threshold: { min: 1, max: 1 },
  },
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
};
