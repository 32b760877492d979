import { type AlertRule, alertRuleInput, type AlertRuleInput, type AlertRuleSetAside } from '@log-monitor/monitor-api';
import { kindProblems } from './rule-check.js';

export interface RuleRow {
  id: string;
  source: AlertRule['source'];
  version: number;
  /** JSON, as some version of this program wrote it. */
  body: unknown;
  updated_at: Date;
}

/** @returns undefined when this version cannot read it */
export function ruleOf({ id, source, version, body, updated_at }: RuleRow): AlertRule | undefined {
  const input = inputOf(body);
  return typeof input === 'string' ? undefined : { ...input, id, source, version, updatedAt: updated_at.toISOString() };
}

/** What is said of a rule that cannot be read. */
export function setAsideOf({ id, source, version, body, updated_at }: RuleRow): AlertRuleSetAside {
  const input = inputOf(body);
  const problem = typeof input === 'string' ? input : '';
  const name = (body as { name?: unknown } | null)?.name;
  return {
    ...{ id, source, version, problem, updatedAt: updated_at.toISOString() },
    name: typeof name === 'string' ? name : id,
  };
}

/** @returns what is wrong with it, in words */
function inputOf(body: unknown): AlertRuleInput | string {
  const { data, error } = alertRuleInput.safeParse(body);
  if (error) return error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim()).join('; ');
  const problems = kindProblems(data);
  return problems.length === 0 ? data : problems.join('; ');
}
