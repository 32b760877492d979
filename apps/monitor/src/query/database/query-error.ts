/** What can go wrong with a question to the store. A closed list: the views give each its own answer. */
export type QueryErrorCode =
  | 'RANGE_INVALID'
  | 'CURSOR_INVALID'
  | 'QUERY_TIMEOUT'
  | 'QUERY_CANCELLED'
  | 'QUERY_OVERLOADED'
  | 'DATABASE_UNAVAILABLE'
  | 'QUERY_FAILED';

interface QueryErrorOptions {
  cause?: unknown;
  /** The request parameter that is at fault, for RANGE_INVALID and CURSOR_INVALID. */
  parameter?: string;
}

/** A question that got no answer. The message is written for the one who asked and holds nothing internal. */
export class QueryError extends Error {
  readonly parameter: string | undefined;

  constructor(
    readonly code: QueryErrorCode,
    message: string,
    options: QueryErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'QueryError';
    this.parameter = options.parameter;
  }
}

/** SQLSTATE classes after which the same question may well succeed a little later. */
const UNAVAILABLE_CLASSES = ['08', '53', '57P', '55P', '58'];
const UNAVAILABLE_SYSTEM_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
];
const UNAVAILABLE_MESSAGES = /connection terminated|timeout exceeded when trying to connect|client has encountered/i;

/** Sorts what the driver threw into the closed list; the original stays as the cause. */
export function toQueryError(error: unknown): QueryError {
  if (error instanceof QueryError) return error;
  const { code, message } = describe(error);
  if (code === '57014') {
    return new QueryError('QUERY_TIMEOUT', TIMEOUT_SENTENCE, { cause: error });
  }
  const unavailable =
    UNAVAILABLE_CLASSES.some((prefix) => code.startsWith(prefix)) ||
    UNAVAILABLE_SYSTEM_CODES.includes(code) ||
    UNAVAILABLE_MESSAGES.test(message);
  if (unavailable) {
    return new QueryError('DATABASE_UNAVAILABLE', 'The database does not answer at the moment; try again shortly.', {
      cause: error,
    });
  }
  return new QueryError('QUERY_FAILED', 'The question could not be answered.', { cause: error });
}

export const TIMEOUT_SENTENCE =
  'The question took longer than it may; ask for a shorter time range (from, to) or add a filter such as service.';

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const nested = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  const code = (error as { code?: unknown }).code ?? (nested as { code?: unknown } | undefined)?.code;
  return { code: typeof code === 'string' ? code : '', message: error.message };
}
