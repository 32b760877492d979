import type { AlertRule } from '@log-monitor/monitor-api';
import { type Decision, evaluateRules } from '../evaluation/evaluate-rules.js';
import { RuleStates } from '../evaluation/rule-states.js';
import type { WatchedRule } from '../kind/watched-rule.js';
import type { Measurements } from '../measure/measurements.js';
import { MINUTE_MS } from '../../time/durations.js';

/** What was decided about each key of the rule that is tested at one moment. */
export interface TestedMinute {
  readonly at: number;
  readonly decisions: readonly Decision[];
}

/**
 * Evaluates rules minute by minute, as the evaluator does.
 *
 * @param rules the rule in question, and those that it depends on
 * @param from end of the first window, milliseconds since 1970; before it an hour is evaluated so that what takes several windows has begun
 * @param measure what was measured of the windows that end at a minute
 */
export async function* backTest(
  rules: readonly WatchedRule[],
  rule: AlertRule,
  { from, to }: { readonly from: number; readonly to: number },
  measure: (at: number) => Promise<Measurements>,
): AsyncGenerator<TestedMinute> {
  const states = new RuleStates();
  for (let at = from - WARM_UP_MS; at <= to; at += MINUTE_MS) {
    const { decisions, changes } = evaluateRules(rules, await measure(at), states, () => 'none');
    for (const { ruleId, key, state } of changes) states.set(ruleId, key, state);
    if (at < from) continue;
    const isAlone = rules.length === 1;
    yield { at, decisions: isAlone ? decisions : decisions.filter((decision) => decision.rule.id === rule.id) };
  }
}

/** As many windows in a row as a rule can ask for. */
export const WARM_UP_MS = 60 * MINUTE_MS;
