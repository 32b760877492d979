import type { AlertKindDefinition } from './alert-kind.js';
import {
  ABOUT_REQUESTS,
  ACCEPTS_REQUESTS,
  viewOf,
  perRequestGroup,
  REQUESTS,
  statusProblem,
} from './request-groups.js';
import { duration, inWords, requestsOf, target } from './words.js';

/** How many requests a window has. */
export const ACCESS_COUNT: AlertKindDefinition = {
  ...ABOUT_REQUESTS,
  name: 'access_count',
  form: { title: 'Number of requests', format: 'number', usual: 1000 },
  unit: 'requests in the window',
  accepts: { ...ACCEPTS_REQUESTS, scope: [...REQUESTS, 'statuses'] },
  question: ({ rule, windowMinutes }) => ({ window: windowMinutes, requests: viewOf(rule) }),
  measure: (rule, measurements) =>
    perRequestGroup(rule, measurements, ({ asked, requests }) => ({ value: asked, volume: requests })),
  sentence: (rule, key, value) =>
    `${inWords(value)} ${requestsOf(rule, value)} to ${target(rule, key)} in ${duration(rule.windowSeconds)}`,
  problem: statusProblem,
};
