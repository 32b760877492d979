import type { AlertKindDefinition } from './alert-kind.js';
import { LOG_COUNT } from './log-count.js';
import { duration, inWords, recordsOf, subject } from './words.js';

/** How many records a second has, over a window. */
export const LOG_RATE: AlertKindDefinition = {
  ...LOG_COUNT,
  name: 'log_rate',
  form: { title: 'Records per second', format: 'number', usual: 10 },
  unit: 'records per second',
  measure: (rule, measurements) =>
    LOG_COUNT.measure(rule, measurements)?.map(({ value, ...rest }) => ({
      ...rest,
      value: value === null ? null : value / rule.rule.windowSeconds,
    })),
  sentence: (rule, key, value) =>
    `${inWords(value)} ${recordsOf(rule)} per second of ${subject(rule, key)} over ${duration(rule.windowSeconds)}`,
};
