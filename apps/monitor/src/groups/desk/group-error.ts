export type GroupErrorCode = 'GROUP_ABSENT' | 'GROUP_CONFLICT';

/** An action that cannot be done; the message says why. */
export class GroupError extends Error {
  override readonly name = 'GroupError';

  constructor(
    readonly code: GroupErrorCode,
    message: string,
  ) {
    super(message);
  }
}
