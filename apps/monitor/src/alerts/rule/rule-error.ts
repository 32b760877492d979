type RuleErrorCode = 'RULE_INVALID' | 'RULE_ABSENT' | 'RULE_OF_FILE' | 'RULE_SET_ASIDE';

/** What cannot be done with a rule; the message says why. */
export class RuleError extends Error {
  constructor(
    readonly code: RuleErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'RuleError';
  }
}
