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

/** How many requests a second has, over a window. */
export const ACCESS_RATE: AlertKindDefinition = {
  ...ABOUT_REQUESTS,
  name: 'access_rate',
  form: { title: 'Requests per second', format: 'number', usual: 50 },
  unit: 'requests per second',
  accepts: { ...ACCEPTS_REQUESTS, scope: [...REQUESTS, 'statuses'] },
  question: ({ rule, windowMinutes }) => ({ window: windowMinutes, requests: viewOf(rule) }),
  measure: (rule, measurements) =>
    perRequestGroup(rule, measurements, ({ asked, requests }) => ({
      value: asked / rule.rule.windowSeconds,
      volume: requests,
    })),
  sentence: (rule, key, value) =>
    `${inWords(value)} ${requestsOf(rule, value)} per second to ${target(rule, key)} over ${duration(rule.windowSeconds)}`,
  problem: statusProblem,
};
