import type { AlertRule, AlertVerdict } from '@log-monitor/monitor-api';
import type { AlertTransition } from '../event/alert-event.js';
import type { Measured } from '../kind/alert-kind.js';
import { kindOf } from '../kind/kind-list.js';
import type { WatchedRule } from '../kind/watched-rule.js';
import type { Measurements } from '../measure/measurements.js';
import { FIRST_STATE, isForgettable, type RuleState, type RuleStates } from './rule-states.js';
import { type Suppression, tell } from './telling.js';
import { CALM, judge } from './verdict.js';

/** What was decided about one key of a rule at one moment. */
export interface Decision extends Measured {
  readonly rule: AlertRule;
  readonly verdict: AlertVerdict;
  readonly suppression: Suppression;
  readonly transition: AlertTransition | undefined;
}

export interface StateChange {
  readonly ruleId: string;
  readonly key: string;
  /** undefined: nothing has to be remembered any more. */
  readonly state: RuleState | undefined;
}

export interface Evaluation {
  readonly decisions: Decision[];
  readonly changes: StateChange[];
}

/** Why a rule says nothing about a key at the moment, besides its cooldown and the rules that it depends on. */
export type Silence = (rule: AlertRule, key: string, state: RuleState) => Suppression;

/**
 * Evaluates all rules at one moment. Pure: live evaluation, preview and back-test call this one function.
 *
 * @param rules in their order; those that others depend on are judged before anybody is told
 * @param states what was remembered before; the changes are returned, not made
 */
export function evaluateRules(
  rules: readonly WatchedRule[],
  measurements: Measurements,
  states: RuleStates,
  silence: Silence,
): Evaluation {
  const { at } = measurements;
  const judged = rules.flatMap((watched) => judgeRule(watched, measurements, states));
  const firing = new Set(judged.filter(({ condition }) => condition.firing).map(({ rule }) => rule.id));
  const evaluation: Evaluation = { decisions: [], changes: [] };
  for (const { rule, measured, before, verdict, condition } of judged) {
    const { key, value, volume } = measured;
    if (before === FIRST_STATE && condition === CALM) {
      // Most are simply well, as they were before.
      evaluation.decisions.push({ key, value, volume, rule, verdict, suppression: 'none', transition: undefined });
      continue;
    }
    const hushed = (): Suppression =>
      rule.dependsOn?.some((id) => id !== rule.id && (firing.has(id) || states.fires(id)))
        ? 'dependency'
        : silence(rule, key, before);
    const isToldOf = condition.firing && !before.told.open;
    const telling = tell(rule, condition.firing, before.told, at, isToldOf ? hushed() : 'none');
    const { suppression, transition } = telling;
    evaluation.decisions.push({ key, value, volume, rule, verdict, suppression, transition });
    const since = condition.firing === before.firing ? before.since : at;
    const after = { ...condition, told: telling.told, since };
    const state = isForgettable(after, rule.cooldownSeconds, at) ? undefined : after;
    if (state === undefined ? before !== FIRST_STATE : !isSame(before, state))
      evaluation.changes.push({ ruleId: rule.id, key, state });
  }
  return evaluation;
}

function judgeRule(watched: WatchedRule, measurements: Measurements, states: RuleStates) {
  const { rule } = watched;
  const kind = kindOf(rule);
  const remembered = [...states.keysOf(rule.id)];
  const measured = kind.measure(watched, measurements);
  const there = new Set(remembered.length === 0 ? [] : measured?.map(({ key }) => key));
  const missing = remembered.filter((key) => !there.has(key));
  const rest = measured === undefined && missing.length === 0 ? [''] : missing;
  const value = measured === undefined ? null : kind.absent;
  const all = [...(measured ?? []), ...rest.map((key): Measured => ({ key, value, volume: rule.minimumVolume }))];
  return all.map((one) => {
    const before = states.of(rule.id, one.key);
    const { verdict, condition } = judge(rule, before, one);
    return { rule, measured: one, before, verdict, condition };
  });
}

function isSame(before: RuleState, after: RuleState): boolean {
  return (
    before.firing === after.firing &&
    before.over === after.over &&
    before.under === after.under &&
    before.told === after.told
  );
}
