import type { AlertRule, AlertRuleInput, AlertScopeMember } from '@log-monitor/monitor-api';
import { kindOf } from '../kind/kind-list.js';
import { narrowingOf } from '../measure/narrowing.js';
import { regexProblem } from '../measure/regular-expression.js';

/**
 * What about a rule cannot be so, beyond what its schema says.
 *
 * @param id its own; undefined: it is new
 * @param others all rules that there are, by id
 * @param channels names of those that are configured; undefined: any name will do
 * @returns sentences that begin with the member they are about; none: it can be so
 */
export function ruleProblems(
  rule: AlertRuleInput,
  id: string | undefined,
  others: ReadonlyMap<string, Pick<AlertRule, 'dependsOn'>>,
  channels?: readonly string[],
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
  const named = rule.channels === 'all' || channels === undefined ? [] : rule.channels;
  const lost = named.filter((name) => !channels?.includes(name));
  return [...problems, ...lost.map((name) => `channels names ${JSON.stringify(name)}, which is not configured`)];
}

/** Rules that look into the records themselves: each costs a look at every record of a minute. */
const MOST_NARROWED = 100;

/** What about so many rules cannot be so. */
export function narrowedProblem(rules: Iterable<Partial<Pick<AlertRule, 'scope'>>>): string | undefined {
  const narrowed = [...rules].filter(({ scope }) => scope !== undefined && narrowingOf(scope) !== undefined);
  if (narrowed.length <= MOST_NARROWED) return undefined;
  return `scope: ${MOST_NARROWED} rules at most can have versions, errorTypes, search or regex`;
}

/** What a rule has and its kind does not take. */
export function kindProblems(rule: AlertRuleInput): string[] {
  const { kind, threshold, groupBy, minimumVolume } = rule;
  const { accepts, ...definition } = kindOf(rule);
  const { min = 0, max = Number.POSITIVE_INFINITY } = accepts.threshold ?? {};
  const scope = (Object.keys(rule.scope) as AlertScopeMember[]).filter((member) => !accepts.scope.includes(member));
  const members = (['checkIn', 'percentile'] as const).filter(
    (member) => rule[member] !== undefined && !accepts.parameters.includes(member),
  );
  // It would never have enough.
  const idle = minimumVolume > 0 && !accepts.parameters.includes('minimumVolume') ? ['minimumVolume'] : [];
  const problems = [...scope.map((member) => `scope.${member}`), ...members, ...idle].map(
    (member) => `${member} has no meaning for ${kind}`,
  );
  if (groupBy !== undefined && !accepts.groupBy.includes(groupBy))
    problems.push(`groupBy ${groupBy} has no meaning for ${kind}`);
  if (groupBy === undefined && accepts.isGrouped)
    problems.push(`groupBy must be ${accepts.groupBy.join(' or ')} for ${kind}`);
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
