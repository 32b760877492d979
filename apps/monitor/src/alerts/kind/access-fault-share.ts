import type { AlertKindDefinition } from './alert-kind.js';
import { ABOUT_REQUESTS, ACCEPTS_REQUESTS, viewOf, perRequestGroup } from './request-groups.js';
import { duration, percent, target } from './words.js';

/** The share of requests that failed by the server's fault: 5xx, and gRPC's server faults where they are logged. */
export const ACCESS_FAULT_SHARE: AlertKindDefinition = {
  ...ABOUT_REQUESTS,
  name: 'access_fault_share',
  form: { title: 'Share of failures of the server', format: 'share', usual: 0.05 },
  unit: 'share of server faults, 0 to 1',
  accepts: { ...ACCEPTS_REQUESTS, threshold: { max: 1 } },
  question: ({ rule, windowMinutes }) => ({ window: windowMinutes, requests: viewOf(rule) }),
  measure: (rule, measurements) =>
    perRequestGroup(rule, measurements, ({ faults, requests }) => ({
      value: requests === 0 ? 0 : faults / requests,
      volume: requests,
    })),
  sentence: (rule, key, value) =>
    `${percent(value)} of the requests to ${target(rule, key)} are server faults (5xx), over ${duration(rule.windowSeconds)}`,
};
