import type { AlertKind, AlertKindItem, AlertRule } from '@log-monitor/monitor-api';
import { ACCESS_ANOMALY } from './access-anomaly.js';
import { ACCESS_CHANGE } from './access-change.js';
import { ACCESS_COUNT } from './access-count.js';
import { ACCESS_ERROR_SHARE } from './access-error-share.js';
import { ACCESS_FAULT_SHARE } from './access-fault-share.js';
import { ACCESS_LATENCY } from './access-latency.js';
import { ACCESS_RATE } from './access-rate.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { ANY_CRITICAL } from './any-critical.js';
import { CHECK_IN } from './check-in.js';
import { DEAD_LETTERS } from './dead-letters.js';
import { DISK } from './disk.js';
import { INGEST_LAG } from './ingest-lag.js';
import { LEDGER_GAP } from './ledger-gap.js';
import { LOG_CHANGE } from './log-change.js';
import { LOG_COUNT } from './log-count.js';
import { LOG_ERROR_SHARE } from './log-error-share.js';
import { LOG_RATE } from './log-rate.js';
import { PROBLEM_NEW } from './problem-new.js';
import { PROBLEM_RATE } from './problem-rate.js';
import { PROBLEM_REGRESSION } from './problem-regression.js';
import { SERVICE_SILENT } from './service-silent.js';

/** Every kind of condition: the one place to add one, besides its name in monitor-api's alert-rule.ts. */
const KINDS: Readonly<Record<AlertKind, AlertKindDefinition>> = {
  any_critical: ANY_CRITICAL,
  log_count: LOG_COUNT,
  log_rate: LOG_RATE,
  log_error_share: LOG_ERROR_SHARE,
  log_change: LOG_CHANGE,
  problem_new: PROBLEM_NEW,
  problem_rate: PROBLEM_RATE,
  problem_regression: PROBLEM_REGRESSION,
  service_silent: SERVICE_SILENT,
  ledger_gap: LEDGER_GAP,
  ingest_lag: INGEST_LAG,
  dead_letters: DEAD_LETTERS,
  disk: DISK,
  check_in: CHECK_IN,
  access_count: ACCESS_COUNT,
  access_rate: ACCESS_RATE,
  access_error_share: ACCESS_ERROR_SHARE,
  access_fault_share: ACCESS_FAULT_SHARE,
  access_latency: ACCESS_LATENCY,
  access_change: ACCESS_CHANGE,
  access_anomaly: ACCESS_ANOMALY,
};

const ANY_THRESHOLD = { min: 0, max: 1e15 };

/** What the API says of each. */
export function kindItems(): AlertKindItem[] {
  return Object.values(KINDS).map(({ name, form, about, unit, clock, accepts }) => ({
    ...{ name, ...form, about, unit, clock, isGrouped: accepts.isGrouped ?? false },
    scope: [...accepts.scope],
    groupBy: [...accepts.groupBy],
    parameters: [...accepts.parameters],
    threshold: { ...ANY_THRESHOLD, ...accepts.threshold },
  }));
}

/** Names of the kinds that look at records, at requests, or at the monitor. */
export function kindsAbout(about: AlertKindDefinition['about']): AlertKind[] {
  return Object.values(KINDS).flatMap((kind) => (kind.about === about ? [kind.name] : []));
}

export function kindOf({ kind }: Pick<AlertRule, 'kind'>): AlertKindDefinition {
  return KINDS[kind];
}
