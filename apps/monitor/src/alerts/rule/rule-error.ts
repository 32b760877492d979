type RuleErrorCode = 'RULE_INVALID' | 'RULE_ABSENT' | 'RULE_OF_FILE' | 'RULE_CHANGED' | 'RULE_SET_ASIDE';

/** What cannot be done with a rule; the message says why. */
export class RuleError extends Error {
  constructor(
    readonly code: RuleErrorCode,
    message: string,
    /** One by one, where it is about members of the rule; each begins with the member's name. */
    readonly problems?: readonly string[],
  ) {
    super(message);
    this.name = 'RuleError';
  }
}
