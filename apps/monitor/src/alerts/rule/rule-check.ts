import type { AlertRule, AlertRuleInput, AlertScopeMember } from '@log-monitor/monitor-api';
import { kindOf } from '../kind/kind-list.js';
import { regexProblem } from '../measure/regular-expression.js';

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
  const { threshold, resolveThreshold, dependsOn = [] } = rule;
  const problems = kindProblems(rule);
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

/** What a rule has and its kind does not take. */
export function kindProblems(rule: AlertRuleInput): string[] {
  const { kind, threshold, groupBy } = rule;
  const { accepts, ...definition } = kindOf(rule);
  const { min = 0, max = Number.POSITIVE_INFINITY } = accepts.threshold ?? {};
  const scope = (Object.keys(rule.scope) as AlertScopeMember[]).filter((member) => !accepts.scope.includes(member));
  const members = (['checkIn', 'percentile'] as const).filter(
    (member) => rule[member] !== undefined && !accepts.parameters.includes(member),
  );
  const problems = [...scope.map((member) => `scope.${member}`), ...members].map(
    (member) => `${member} has no meaning for ${kind}`,
  );
  if (groupBy !== undefined && !accepts.groupBy.includes(groupBy))
    problems.push(`groupBy ${groupBy} has no meaning for ${kind}`);
  if (threshold > max && max === 1 && min === 0) problems.push('threshold is a share: 0.05 means 5 %');
  else if (threshold < min || threshold > max)
    problems.push(`threshold must be ${min === max ? min : `${min} to ${max}`} for ${kind}`);
  const regex = rule.scope.regex === undefined ? undefined : regexProblem(rule.scope.regex);
  if (regex !== undefined) problems.push(`scope.regex cannot be read: ${regex}`);
  const other = definition.problem?.(rule);
  return other === undefined ? problems : [...problems, other];
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
