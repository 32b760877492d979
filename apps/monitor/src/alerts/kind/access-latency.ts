import type { AlertKindDefinition } from './alert-kind.js';
import { ABOUT_REQUESTS, ACCEPTS_REQUESTS, viewOf, perRequestGroup } from './request-groups.js';
import { duration, inWords, target } from './words.js';

const USUAL_PERCENTILE = 95;

/** A percentile of the latencies of a window, right to 1 %. Its volume is the number of requests whose latency was measured. */
export const ACCESS_LATENCY: AlertKindDefinition = {
  ...ABOUT_REQUESTS,
  name: 'access_latency',
  form: { title: 'Latency', format: 'milliseconds', usual: 1000 },
  unit: 'milliseconds',
  accepts: { ...ACCEPTS_REQUESTS, parameters: [...ACCEPTS_REQUESTS.parameters, 'percentile'] },
  question: ({ rule, windowMinutes }) => ({ window: windowMinutes, requests: viewOf(rule) }),
  measure: (rule, measurements) =>
    perRequestGroup(rule, measurements, ({ latency }) => ({
      value: latency?.quantile((rule.rule.percentile ?? USUAL_PERCENTILE) / 100) ?? 0,
      volume: latency?.count ?? 0,
    })),
  sentence: (rule, key, value) =>
    `${inWords(100 - (rule.percentile ?? USUAL_PERCENTILE))} % of the requests to ${target(rule, key)} took ${inWords(Math.round(value))} ms or longer, over ${duration(rule.windowSeconds)}`,
};
