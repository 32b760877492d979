import { SEVERITY } from '@log-monitor/log-record';
import type { AlertKindDefinition } from './alert-kind.js';
import { perGroup, sumOf } from './per-group.js';
import { duration, percent, subject } from './words.js';

const ERRORS = [SEVERITY.ERROR, SEVERITY.CRITICAL];

/** The share of ERROR and CRITICAL in all records of a window. */
export const LOG_ERROR_SHARE: AlertKindDefinition = {
  name: 'log_error_share',
  clock: 'event',
  unit: 'share of errors, 0 to 1',
  absent: 0,
  question: ({ windowMinutes }) => ({ window: windowMinutes }),
  measure(rule, measurements) {
    const sums = measurements.sums(rule.windowMinutes);
    return perGroup(rule, measurements, (services) => {
      const volume = sumOf(services, sums);
      return { value: volume === 0 ? 0 : sumOf(services, sums, ERRORS) / volume, volume };
    });
  },
  sentence: (rule, key, value) =>
    `${percent(value)} of the records of ${subject(rule, key)} are errors, over ${duration(rule.windowSeconds)}`,
  problem({ scope, threshold }) {
    if (scope.levels) return 'scope.levels has no meaning for log_error_share, which compares errors with all records';
    return threshold > 1 ? 'threshold is a share: 0.05 means 5 %' : undefined;
  },
};
