/** A format string that cannot be compiled. The message says what is wrong with it and where. */
export class LogFormatError extends Error {
  readonly code = 'log_format_invalid';

  constructor(message: string) {
    super(message);
    this.name = 'LogFormatError';
  }
}
