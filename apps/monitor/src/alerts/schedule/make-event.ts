import { randomUUID } from 'node:crypto';
import { SEVERITY } from '@log-monitor/log-record';
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
  /** Instead of what the kind says of the value. */
  readonly sentence?: string;
}

export function makeEvent(rule: AlertRule, happening: Happening): AlertEvent {
  const { key, transition, decidedAt, value, windowEnd, samples } = happening;
  const { message, owner } = rule;
  return {
    id: randomUUID(),
    ruleId: rule.id,
    ruleName: rule.name,
    key,
    transition,
    severity: rule.severity,
    at: new Date(decidedAt).toISOString(),
    value,
    threshold: rule.threshold,
    window: windowOf(rule, windowEnd),
    sentence: happening.sentence ?? sentenceOf(rule, key, value),
    ...(message !== undefined && { message }),
    samples,
    links: linksOf(rule, key),
    labels: rule.labels,
    ...(owner !== undefined && { owner }),
  };
}

function sentenceOf(rule: AlertRule, key: string, value: number | null): string {
  return value === null ? rule.name : kindOf(rule).sentence(rule, key, value);
}

function windowOf(rule: AlertRule, end: number): AlertEvent['window'] {
  if (kindOf(rule).clock === 'wall') return null;
  return { from: new Date(end - rule.windowSeconds * 1000).toISOString(), to: new Date(end).toISOString() };
}

function linksOf(rule: AlertRule, key: string): AlertEvent['links'] {
  if (kindOf(rule).clock === 'wall') return [{ name: 'Ingest', path: '/#/ingest' }];
  const levels = rule.scope.levels ?? (['ERROR', 'CRITICAL'] as const);
  const query = new URLSearchParams({
    ...(key !== '' && { service: key }),
    level: rule.kind === 'any_critical' ? 'CRITICAL' : levels.join(','),
  });
  return [{ name: 'Records', path: `/#/logs?${query.toString()}` }];
}

/** Levels of records that can show what is the matter; below ERROR none are looked for. */
export function evidenceLevels({ kind, scope }: AlertRule): number[] {
  if (kind === 'any_critical') return [SEVERITY.CRITICAL];
  const levels = (scope.levels ?? ['ERROR', 'CRITICAL']).map((level) => SEVERITY[level]);
  return levels.filter((level) => level >= SEVERITY.ERROR);
}
