import type { AlertRule, AlertRuleInput } from '@log-monitor/monitor-api';
import { kindOf } from '../kind/kind-list.js';

/**
 * What about a rule cannot be so, beyond what its schema says.
 *
 * @param id its own; undefined: it is new
 * @param others all rules that there are, by id
 * @returns sentences; none: it can be so
 */
export function ruleProblems(
  rule: AlertRuleInput,
  id: string | undefined,
  others: ReadonlyMap<string, Pick<AlertRule, 'dependsOn'>>,
): string[] {
  const { kind, checkIn, threshold, resolveThreshold, dependsOn = [] } = rule;
  const problems: string[] = [];
  const ofKind = kindOf(rule).problem?.(rule);
  if (ofKind !== undefined) problems.push(ofKind);
  if (checkIn !== undefined && kind !== 'check_in') problems.push(`checkIn has no meaning for ${kind}`);
  if (threshold === 0) problems.push('threshold must be above 0: it would always fire');
  if (resolveThreshold !== undefined && resolveThreshold > threshold)
    problems.push('resolveThreshold must not be above threshold');
  for (const other of dependsOn) {
    if (other !== id && !others.has(other))
      problems.push(`dependsOn names ${JSON.stringify(other)}, and there is no rule with this id`);
  }
  if (id !== undefined && leadsTo(id, dependsOn, others)) problems.push('dependsOn leads back to the rule itself');
  return problems;
}

/** Whether following `dependsOn` comes to a rule. */
function leadsTo(
  id: string,
  dependsOn: readonly string[],
  rules: ReadonlyMap<string, Pick<AlertRule, 'dependsOn'>>,
): boolean {
  const seen = new Set<string>();
  const waiting = [...dependsOn];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(rules.get(next)?.dependsOn ?? []));
  }
  return false;
}
