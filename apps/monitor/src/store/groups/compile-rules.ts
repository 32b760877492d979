import type { Fingerprint, FingerprintInput } from '@log-monitor/error-fingerprint';
import type { GroupRule } from '@log-monitor/monitor-api';

/** What rules look at. */
export type RuledRecord = FingerprintInput & { service: string; logger: string | null };

export interface UsableRules {
  /** @returns undefined when no rule matches */
  fingerprintOf: (record: RuledRecord) => Fingerprint | undefined;
  /** What was left out, a sentence each. */
  unusable: string[];
}

/** Makes stored rules ready, those that are switched on. One that this version cannot use is left out: errors are stored all the same. */
export async function compileRules(stored: readonly GroupRule[]): Promise<UsableRules> {
  // Loaded with the first rule: the engine of expressions takes megabytes.
  const { CompiledRules, RuleError, ruledFingerprint } = await import('@log-monitor/error-fingerprint/rules');
  let rules = stored.filter(({ enabled }) => enabled);
  const unusable: string[] = [];
  for (;;) {
    try {
      const compiled = new CompiledRules(rules);
      return { fingerprintOf: (record) => ruledFingerprint(record, compiled), unusable };
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const { index, message } = error;
      unusable.push(`${rules[index]?.name ?? 'rules'}: ${message}`);
      rules = rules.filter((_, at) => at !== index);
    }
  }
}
