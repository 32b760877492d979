import { ACCESS_COUNT } from './access-count.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { duration, inWords, requestsOf, target } from './words.js';

/** How many requests a second has, over a window. */
export const ACCESS_RATE: AlertKindDefinition = {
  ...ACCESS_COUNT,
  name: 'access_rate',
  form: { title: 'Requests per second', format: 'number', usual: 50 },
  unit: 'requests per second',
  measure: (rule, measurements) =>
    ACCESS_COUNT.measure(rule, measurements)?.map(({ value, ...rest }) => ({
      ...rest,
      value: value === null ? null : value / rule.rule.windowSeconds,
    })),
  sentence: (rule, key, value) =>
    `${inWords(value)} ${requestsOf(rule, value)} per second to ${target(rule, key)} over ${duration(rule.windowSeconds)}`,
};
