import type { GroupRuleInput } from '@log-monitor/monitor-api';
import { GroupRuleError } from './group-rule-error.js';

/**
 * Refuses a list in which a rule cannot be used, also one that is switched off.
 *
 * @throws GroupRuleError naming the rule
 */
export async function checkRules(rules: readonly GroupRuleInput[]): Promise<void> {
  // Loaded with the first rule: the engine of expressions takes megabytes.
  const { CompiledRules, RuleError } = await import('@log-monitor/error-fingerprint/rules');
  try {
    new CompiledRules(rules);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const name = rules[error.index]?.name;
    const about = name === undefined ? '' : `The rule ${JSON.stringify(name)}: `;
    throw new GroupRuleError('INVALID', `${about}${error.message}`, { cause: error });
  }
}
