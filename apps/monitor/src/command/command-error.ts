/** Why a command could not be carried out. A closed list: the views give each its own answer. */
export type CommandErrorCode = 'COMMAND_UNAVAILABLE' | 'COMMAND_FAILED';

/** A command that changed nothing. `COMMAND_UNAVAILABLE`: the database does not answer, the same may succeed later. */
export class CommandError extends Error {
  constructor(
    readonly code: CommandErrorCode,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = 'CommandError';
  }
}
