import { type AlertRuleInput, alertRuleInput } from '@log-monitor/monitor-api';

/** What is watched from the first start, by id. Each can be changed, switched off and deleted like any other rule; one that was deleted does not come back. */
export const DEFAULT_RULES: Readonly<Record<string, AlertRuleInput>> = {
  'default-any-critical': alertRuleInput.parse({
    name: 'CRITICAL record',
    kind: 'any_critical',
    groupBy: 'service',
    severity: 'critical',
  }),
  'default-error-share': alertRuleInput.parse({
    name: 'Error rate',
    kind: 'log_error_share',
    threshold: 0.05,
    resolveThreshold: 0.03,
    minimumVolume: 200,
    forWindows: 3,
  }),
  'default-service-errors': alertRuleInput.parse({
    name: 'Errors of a service',
    kind: 'log_count',
    scope: { levels: ['ERROR', 'CRITICAL'] },
    groupBy: 'service',
    threshold: 100,
    resolveThreshold: 50,
    forWindows: 2,
    cooldownSeconds: 1800,
  }),
  // Scanners and bots come every day: they are on the page Anomalies, and wake nobody.
  'default-anomaly': alertRuleInput.parse({
    name: 'Anomaly in requests',
    kind: 'access_anomaly',
    scope: {
      detectors: ['flood', 'network_flood', 'brute_force', 'fault_surge', 'latency_shift', 'traffic_drop'],
    },
    groupBy: 'detector',
    threshold: 75,
    cooldownSeconds: 1800,
  }),
  // A handful of errors of a new kind are seen on the page Problems; people are told of what goes on.
  'default-new-problem': alertRuleInput.parse({
    name: 'New problem',
    kind: 'problem_new',
    groupBy: 'problem',
    windowSeconds: 3600,
    threshold: 20,
    cooldownSeconds: 86_400,
  }),
  'default-problem-regression': alertRuleInput.parse({
    name: 'Regression of a problem',
    kind: 'problem_regression',
    groupBy: 'problem',
    windowSeconds: 3600,
    cooldownSeconds: 3600,
  }),
};
