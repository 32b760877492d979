import { randomUUID } from 'node:crypto';
import type { AlertRule } from '@log-monitor/monitor-api';
import type { AlertEvent, AlertSample, AlertTransition } from '../event/alert-event.js';
import { kindOf } from '../kind/kind-list.js';

/** What an event is made of besides its rule. */
export interface Happening {
  readonly key: string;
  readonly transition: AlertTransition;
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  readonly value: number | null;
  /** End of the window, milliseconds since 1970. */
  readonly windowEnd: number;
  readonly samples: readonly AlertSample[];
  /** What people call the key. */
  readonly name?: string | undefined;
  /** Instead of what the kind says of the value. */
  readonly sentence?: string;
}

export function makeEvent(rule: AlertRule, happening: Happening): AlertEvent {
  const { key, name, transition, decidedAt, value, windowEnd, samples } = happening;
  const { message, owner } = rule;
  return {
    id: randomUUID(),
    ruleId: rule.id,
    ruleName: rule.name,
    key,
    ...(name !== undefined && { subject: name }),
    transition,
    severity: rule.severity,
    at: new Date(decidedAt).toISOString(),
    value,
    threshold: rule.threshold,
    window: windowOf(rule, windowEnd),
    sentence: happening.sentence ?? sentenceOf(rule, name ?? key, value),
    ...(message !== undefined && { message }),
    samples,
    links: linksOf(rule, key),
    labels: rule.labels,
    ...(owner !== undefined && { owner }),
  };
}

function sentenceOf(rule: AlertRule, name: string, value: number | null): string {
  return value === null ? rule.name : kindOf(rule).sentence(rule, name, value);
}

function windowOf(rule: AlertRule, end: number): AlertEvent['window'] {
  if (kindOf(rule).clock === 'wall') return null;
  return { from: new Date(end - rule.windowSeconds * 1000).toISOString(), to: new Date(end).toISOString() };
}

function linksOf(rule: AlertRule, key: string): AlertEvent['links'] {
  const { about } = kindOf(rule);
  if (about === 'problems')
    return [
      { name: 'Problem', path: `/#/problems/records/${key}` },
      { name: 'Records', path: `/#/?group=${key}` },
    ];
  if (about === 'monitor') return [{ name: 'Ingest', path: '/#/ingest' }];
  const query = about === 'requests' ? requestFilter(rule, key) : recordFilter(rule, key);
  const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  const page = about === 'requests' ? { name: 'Requests', path: '/#/traffic' } : { name: 'Records', path: '/#/logs' };
  return [{ ...page, path: words === '' ? page.path : `${page.path}?${words}` }];
}

function recordFilter({ kind, scope }: AlertRule, key: string): Record<string, string> {
  const levels = scope.levels ?? (['ERROR', 'CRITICAL'] as const);
  return {
    ...{ service: key, level: kind === 'any_critical' ? 'CRITICAL' : levels.join(',') },
    search: scope.search ?? '',
  };
}

/** The page filters by whole names. */
function requestFilter({ scope, groupBy }: AlertRule, key: string): Record<string, string> {
  const whole = (names: readonly string[] = []): string =>
    names.some((name) => name.includes('*')) ? '' : names.join(',');
  return {
    host: groupBy === 'host' ? key : whole(scope.hosts),
    route: groupBy === 'route' ? key : whole(scope.routes),
    ...{ source: whole(scope.sources), status: whole(scope.statuses) },
  };
}
