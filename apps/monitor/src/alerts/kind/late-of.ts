import { SEVERITY } from '@log-monitor/log-record';
import type { LateRecords } from '../measure/late-records.js';
import type { LateRequests } from '../measure/late-requests.js';
import { kindOf } from './kind-list.js';
import { isNamed, shownHost } from './request-scope.js';
import type { WatchedRule } from './watched-rule.js';

/**
 * How many records or requests that came too late a rule may have missed: those of the services and levels, or of the sources and hosts, that it watches. What
 * they held besides, such as a route or a text, is not looked at.
 */
export function lateOf(
  watched: WatchedRule,
  late: { readonly records: readonly LateRecords[]; readonly requests: readonly LateRequests[] },
): number {
  const { rule } = watched;
  const { about, clock } = kindOf(rule);
  if (clock === 'wall') return 0;
  const { sources, hosts } = rule.scope;
  const levels = levelsOf(watched);
  const missed =
    about === 'requests'
      ? late.requests.filter(({ source, host }) => isNamed(sources, source) && isNamed(hosts, shownHost(host)))
      : late.records.filter(({ service, level }) => watched.watches(service) && (levels?.includes(level) ?? true));
  return missed.reduce((sum, { count }) => sum + count, 0);
}

function levelsOf({ rule, levels }: WatchedRule): readonly number[] | undefined {
  if (kindOf(rule).about === 'problems') return [SEVERITY.ERROR, SEVERITY.CRITICAL];
  return rule.kind === 'any_critical' ? [SEVERITY.CRITICAL] : levels;
}
