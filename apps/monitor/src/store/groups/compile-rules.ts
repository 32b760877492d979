import type { Fingerprint, FingerprintInput } from '@log-monitor/error-fingerprint';
import type { RuledInput } from '@log-monitor/error-fingerprint/rules';
import type { GroupRuleInput } from '@log-monitor/monitor-api';

/** What rules look at. */
export type RuledRecord = FingerprintInput & { service: string; logger: string | null };

export interface UsableRules {
  /** @returns undefined when no rule matches */
  fingerprintOf: (record: RuledRecord) => Fingerprint | undefined;
  /** The same, as far as it is needed to count: the key, and the name of the rule. */
  keyOf: (record: RuledInput) => { key: string; rule: string } | undefined;
  /** Hash of a key, decimal, and what the rule made of the error. */
  read: (key: string) => { hash: string; text: string };
  /** What was left out, a sentence each. */
  unusable: string[];
}

/** Makes stored rules ready, those that are switched on. One that this version cannot use is left out: errors are stored all the same. */
export async function compileRules(stored: readonly GroupRuleInput[]): Promise<UsableRules> {
  // Loaded with the first rule: the engine of expressions takes megabytes.
  const { CompiledRules, hashKey, RuleError, ruledFingerprint, ruledKey, ruleTextOf } =
    await import('@log-monitor/error-fingerprint/rules');
  let rules = stored.filter(({ enabled }) => enabled);
  const unusable: string[] = [];
  for (;;) {
    try {
      const compiled = new CompiledRules(rules);
      return {
        fingerprintOf: (record) => ruledFingerprint(record, compiled),
        keyOf: (record) => {
          const found = ruledKey(record, compiled);
          return found && { key: found.key, rule: compiled.nameOf(found.rule) };
        },
        read: (key) => ({ hash: hashKey(key).toString(), text: ruleTextOf(key) }),
        unusable,
      };
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const { index, message } = error;
      unusable.push(`${rules[index]?.name ?? 'rules'}: ${message}`);
      rules = rules.filter((_, at) => at !== index);
    }
  }
}
