import { SEVERITY } from '@log-monitor/log-record';
import type { AlertRule, AnomalyDetector } from '@log-monitor/monitor-api';
import type { AlertSample } from '../event/alert-event.js';
import { kindOf } from '../kind/kind-list.js';
import type { WatchedRule } from '../kind/watched-rule.js';
import type { KnownService } from '../measure/measurements.js';
import { newestOfProblem } from '../measure/problem-words.js';
import { anomalyEvidence } from '../measure/read-anomaly-evidence.js';
import { newestErrors, newestNarrowed } from '../measure/read-evidence.js';
import type { Read } from '../measure/read-measurements.js';
import { requestEvidence } from '../measure/read-request-evidence.js';

/**
 * Records or requests that show what is the matter with a rule that fires.
 *
 * @param at end of the window, milliseconds since 1970
 */
export async function evidence(
  read: Read,
  watched: WatchedRule,
  services: readonly KnownService[],
  { key, at }: { readonly key: string; readonly at: number },
): Promise<AlertSample[]> {
  const { rule, narrowing } = watched;
  const window = { from: at - rule.windowSeconds * 1000, to: at };
  if (rule.kind === 'access_anomaly') return anomalyEvidence(read, window, scopeOf(rule, key));
  if (kindOf(rule).about === 'requests') return requestEvidence(read, window, scopeOf(rule, key), shownOf(rule));
  if (kindOf(rule).about === 'problems') return newestOfProblem(read, key, window);
  const ids = watched
    .services(services)
    .filter(({ name }) => key === '' || name === key)
    .map(({ id }) => id);
  if (narrowing !== undefined) return newestNarrowed(read, window, ids, narrowing);
  return newestErrors(read, window, ids, evidenceLevels(rule));
}

/** The scope of one group. */
function scopeOf({ scope, groupBy }: AlertRule, key: string): AlertRule['scope'] {
  if (groupBy === 'host') return { ...scope, hosts: [key] };
  if (groupBy === 'detector') return { ...scope, detectors: [key as AnomalyDetector] };
  return groupBy === 'route' ? { ...scope, routes: [key] } : scope;
}

function shownOf({ kind }: AlertRule): 'newest' | 'slowest' | 'failed' {
  if (kind === 'access_latency') return 'slowest';
  return kind === 'access_error_share' || kind === 'access_fault_share' ? 'failed' : 'newest';
}

/** Levels of records that can show what is the matter; below ERROR none are looked for. */
function evidenceLevels({ kind, scope }: AlertRule): number[] {
  if (kind === 'any_critical') return [SEVERITY.CRITICAL];
  const levels = (scope.levels ?? ['ERROR', 'CRITICAL']).map((level) => SEVERITY[level]);
  return levels.filter((level) => level >= SEVERITY.ERROR);
}
