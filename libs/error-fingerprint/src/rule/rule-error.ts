/** What can be wrong with a rule. A closed list. */
export type RuleFault =
  | 'TOO_MANY_RULES'
  | 'NO_MATCH'
  | 'UNKNOWN_FIELD'
  | 'INVALID_PATTERN'
  | 'PATTERN_TOO_LONG'
  | 'INVALID_FINGERPRINT'
  | 'UNKNOWN_VARIABLE'
  | 'NO_SUCH_GROUP';

/** A rule that cannot be used: its place in the list (from 0) and why. */
export class RuleError extends Error {
  override readonly name = 'RuleError';

  constructor(
    readonly code: RuleFault,
    readonly index: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
