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

/** A question that got no answer; `message` is the server's own sentence where it sent one. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';

  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly status?: number,
    options?: ErrorOptions,
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

/** The code for an HTTP status that is not 2xx. */
export function problemCodeOfStatus(status: number): ProblemCode {
  if (status === 401) return 'unauthorized';
  return status >= 400 && status < 500 ? 'refused' : 'failed';
}
