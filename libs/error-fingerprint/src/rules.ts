export { hashKey } from './hash-key.js';
export { CompiledRules } from './rule/compiled-rules.js';
export * from './rule/fingerprint-rule.js';
export { RuleError } from './rule/rule-error.js';
export type { RuleFault } from './rule/rule-error.js';
export { RULE_VARIABLES } from './rule/rule-template.js';
export { ruledFingerprint, ruledKey, ruleTextOf } from './ruled-fingerprint.js';
export type { RuledInput, RuledKey } from './ruled-fingerprint.js';
