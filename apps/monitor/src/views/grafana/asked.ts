import type { Completeness } from '@log-monitor/monitor-api';
import type { GrafanaElement } from './grafana-element.js';
import type { Narrowing } from './grafana-narrowing.js';
import type { GrafanaQuestion, GrafanaTarget } from './grafana-request.js';

/** What a panel gets for one of its targets. */
export interface TargetAnswer {
  elements: GrafanaElement[];
  completeness?: Completeness;
}

export interface Asked {
  target: GrafanaTarget;
  question: GrafanaQuestion;
  narrowing: Narrowing;
  now: Date;
  signal: AbortSignal;
}
