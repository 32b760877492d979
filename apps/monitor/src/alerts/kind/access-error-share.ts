import type { AlertKindDefinition } from './alert-kind.js';
import { ABOUT_REQUESTS, ACCEPTS_REQUESTS, viewOf, perRequestGroup } from './request-groups.js';
import { duration, percent, target } from './words.js';

/** The share of requests with a status of 400 and more. */
export const ACCESS_ERROR_SHARE: AlertKindDefinition = {
  ...ABOUT_REQUESTS,
  name: 'access_error_share',
  form: { title: 'Share of answers with 400 and more', format: 'share', usual: 0.1 },
  unit: 'share of errors, 0 to 1',
  accepts: { ...ACCEPTS_REQUESTS, threshold: { max: 1 } },
  question: ({ rule, windowMinutes }) => ({ window: windowMinutes, requests: viewOf(rule) }),
  measure: (rule, measurements) =>
    perRequestGroup(rule, measurements, ({ errors, requests }) => ({
      value: requests === 0 ? 0 : errors / requests,
      volume: requests,
    })),
  sentence: (rule, key, value) =>
    `${percent(value)} of the requests to ${target(rule, key)} are errors (400 and more), over ${duration(rule.windowSeconds)}`,
};
