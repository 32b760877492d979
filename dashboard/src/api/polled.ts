import type { Scope } from '../navigation/scope.js';
import {
  askAccessRequests,
  askAccessSeries,
  askAccessSources,
  askAccessSummary,
  askAnomalies,
} from './access-question.js';
import { askRecordAlerts, askRequestAlerts } from './alert-question.js';
import { type Question, askErrorHistogram, askErrors, askIngest, askServices, askStats } from './question.js';

/** Questions that are asked again and again while a page that needs them is open. */
export const POLLED = {
  ingest: askIngest,
  stats: askStats,
  services: askServices,
  histogram: askErrorHistogram,
  errors: askErrors,
  accessSummary: askAccessSummary,
  accessSeries: askAccessSeries,
  accessSources: askAccessSources,
  accessRequests: askAccessRequests,
  recordAlerts: askRecordAlerts,
  requestAlerts: askRequestAlerts,
  anomalies: askAnomalies,
} satisfies Record<string, (scope: Scope) => Question<object>>;

export type PolledName = keyof typeof POLLED;

/** What answers a polled question. */
export type PolledAnswer<Name extends PolledName> =
  ReturnType<(typeof POLLED)[Name]> extends Question<infer Answer> ? Answer : never;
