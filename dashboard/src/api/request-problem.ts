/** Why a question got no answer. A closed list: the page has one sentence and one remedy for each. */
type ProblemCode =
  /** 401: the token is missing, wrong or has changed. */
  | 'unauthorized'
  /** No connection, or it broke. */
  | 'unreachable'
  /** Connected, but no whole answer in time. */
  | 'timeout'
  /** 4xx: the question itself is refused. */
  | 'refused'
  /** 5xx: the monitor cannot answer now. */
  | 'failed'
  /** 2xx with something that is not the answer asked for. */
  | 'malformed';

/** A member of what was sent, by its path (`scope.services.0`), and why it is refused (`must not be empty`). */
export interface WrongMember {
  name: string;
  reason: string;
}

/** A question that got no answer; `message` is the server's own sentence where it sent one. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';

  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly status?: number,
    options?: ErrorOptions,
    /** What is wrong with which member of what was sent. */
    readonly wrong: readonly WrongMember[] = [],
  ) {
    super(message, options);
  }
}

const LONGEST_SENTENCE = 500;

/**
 * Reads the sentence of an `application/problem+json` body (RFC 9457, and Grafana's `message`).
 *
 * @param body the parsed body, of any shape: a proxy may have answered instead of the monitor
 */
export function sentenceOfProblem(body: unknown, status: number): string {
  if (typeof body === 'object' && body !== null) {
    const { detail, message, title } = body as Record<string, unknown>;
    const sentence = [detail, message, title].find((part) => typeof part === 'string' && part !== '');
    if (typeof sentence === 'string') return sentence.slice(0, LONGEST_SENTENCE);
  }
  return `The server answered ${status} without a reason.`;
}

/** The members that the answer complains of; none where it is no answer of the monitor. */
export function wrongMembersOf(body: unknown): WrongMember[] {
  const listed: unknown = typeof body === 'object' && body !== null && 'parameters' in body ? body.parameters : [];
  return (Array.isArray(listed) ? (listed as unknown[]) : []).filter(
    (one): one is WrongMember =>
      typeof one === 'object' &&
      one !== null &&
      typeof (one as Partial<WrongMember>).name === 'string' &&
      typeof (one as Partial<WrongMember>).reason === 'string',
  );
}

/** The code for an HTTP status that is not 2xx. */
export function problemCodeOfStatus(status: number): ProblemCode {
  if (status === 401) return 'unauthorized';
  return status >= 400 && status < 500 ? 'refused' : 'failed';
}
