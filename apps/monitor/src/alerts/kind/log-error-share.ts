import { SEVERITY } from '@log-monitor/log-record';
import { SERVICES } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { countedSums, perGroup, sumOf } from './per-group.js';
import { duration, percent, subject } from './words.js';

const ERRORS = [SEVERITY.ERROR, SEVERITY.CRITICAL];

/** The share of ERROR and CRITICAL in all records of a window. */
export const LOG_ERROR_SHARE: AlertKindDefinition = {
  name: 'log_error_share',
  form: { title: 'Share of errors', format: 'share', usual: 0.05 },
  clock: 'event',
  about: 'records',
  unit: 'share of errors, 0 to 1',
  absent: 0,
  accepts: {
    scope: [...SERVICES, 'versions'],
    groupBy: ['service'],
    parameters: ['windowSeconds', 'minimumVolume'],
    threshold: { max: 1 },
  },
  question: ({ windowMinutes, narrowing }) => ({ window: windowMinutes, narrowing }),
  measure(rule, measurements) {
    const sums = countedSums(rule, measurements);
    return perGroup(rule, measurements, (services) => {
      if (sums === undefined) return { value: null, volume: 0 };
      const volume = sumOf(services, sums);
      return { value: volume === 0 ? 0 : sumOf(services, sums, ERRORS) / volume, volume };
    });
  },
  sentence: (rule, key, value) =>
    `${percent(value)} of the records of ${subject(rule, key)} are errors, over ${duration(rule.windowSeconds)}`,
};
