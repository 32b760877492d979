export type GroupRuleErrorCode = 'ABSENT' | 'CONFLICT' | 'INVALID';

/** What cannot be done with a rule; the message says why. */
export class GroupRuleError extends Error {
  override readonly name = 'GroupRuleError';

  constructor(
    readonly code: GroupRuleErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
