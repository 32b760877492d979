import { RECORDS } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { CHANGE_DAYS, changeOf } from './change.js';
import { countedSums, perGroup, sumOf } from './per-group.js';
import { duration, inWords, recordsOf, subject } from './words.js';

/** How many times more records a window has than the same window of the seven days before; see `changeOf`. */
export const LOG_CHANGE: AlertKindDefinition = {
  name: 'log_change',
  form: { title: 'Records, against the days before', format: 'number', usual: 3 },
  clock: 'event',
  about: 'records',
  unit: 'times as many as usual',
  absent: 0,
  accepts: { scope: RECORDS, groupBy: ['service'], parameters: ['windowSeconds', 'minimumVolume'] },
  question: ({ windowMinutes, narrowing }) => ({ window: windowMinutes, daysBefore: CHANGE_DAYS, narrowing }),
  measure(rule, measurements) {
    const [today, ...before] = Array.from({ length: CHANGE_DAYS + 1 }, (_, day) => ({
      all: measurements.sums(rule.windowMinutes, day),
      counted: countedSums(rule, measurements, day),
    }));
    return perGroup(rule, measurements, (services) => {
      if (today?.counted === undefined) return { value: null, volume: 0 };
      const usual: number[] = [];
      for (const { all, counted } of before) {
        if (counted !== undefined && sumOf(services, all) > 0) usual.push(sumOf(services, counted, rule.levels));
      }
      return changeOf(sumOf(services, today.counted, rule.levels), usual);
    });
  },
  sentence: (rule, key, value) =>
    `${inWords(value)} times as many ${recordsOf(rule)} of ${subject(rule, key)} in ${duration(rule.windowSeconds)} as at this time of the days before`,
};
