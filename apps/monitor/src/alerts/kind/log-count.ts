import { RECORDS } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { countedSums, perGroup, sumOf } from './per-group.js';
import { duration, inWords, recordsOf, subject } from './words.js';

/** How many records a window has. */
export const LOG_COUNT: AlertKindDefinition = {
  name: 'log_count',
  form: { title: 'Number of records', format: 'number', usual: 100 },
  clock: 'event',
  about: 'records',
  unit: 'records in the window',
  absent: 0,
  accepts: { scope: RECORDS, groupBy: ['service'], parameters: ['windowSeconds', 'minimumVolume'] },
  question: ({ windowMinutes, narrowing }) => ({ window: windowMinutes, narrowing }),
  measure(rule, measurements) {
    const all = measurements.sums(rule.windowMinutes);
    const counted = countedSums(rule, measurements);
    return perGroup(rule, measurements, (services) => ({
      value: counted === undefined ? null : sumOf(services, counted, rule.levels),
      volume: sumOf(services, all),
    }));
  },
  sentence: (rule, key, value) =>
    `${inWords(value)} ${recordsOf(rule)} of ${subject(rule, key)} in ${duration(rule.windowSeconds)}`,
};
