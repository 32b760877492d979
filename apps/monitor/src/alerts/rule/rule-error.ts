type RuleErrorCode = 'RULE_INVALID' | 'RULE_ABSENT' | 'RULE_OF_FILE';

/** A change of rules that cannot be made; the message says why. */
export class RuleError extends Error {
  constructor(
    readonly code: RuleErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'RuleError';
  }
}
