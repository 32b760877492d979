import type { Completeness } from '@log-monitor/monitor-api';
import type { AccessFilter } from '../../query/access/access-filter.js';
import type { GrafanaElement } from './grafana-element.js';
import type { GrafanaQuestion, GrafanaTarget } from './grafana-request.js';

export interface AskedOfAccess {
  target: GrafanaTarget;
  question: GrafanaQuestion;
  /** undefined: nothing can match. */
  filter: AccessFilter | undefined;
  now: Date;
  signal: AbortSignal;
}

/** What a panel gets for one of its targets. */
export interface AccessTargetAnswer {
  elements: GrafanaElement[];
  completeness?: Completeness;
}
