/** RFC 9457, with a `message` member beside `detail` because Grafana shows nothing else. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  /** A sentence that helps the one who asked. */
  detail: string;
  message: string;
  /** From a closed list, for programs. */
  code: ProblemCode;
  /** Which parameters are wrong, and why. */
  parameters?: { name: string; reason: string }[];
}

export type ProblemCode =
  | 'PARAMETER_INVALID'
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'UNAUTHORIZED'
  | 'FOREIGN_ORIGIN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'LETTER_INCOMPLETE'
  | 'LETTER_UNDECODABLE'
  | 'TOO_MANY_REQUESTS'
  | 'TIMEOUT'
  | 'OVERLOADED'
  | 'DATABASE_UNAVAILABLE'
  | 'INTERNAL';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

const STATUS_AND_TITLE: Readonly<Record<ProblemCode, [status: number, title: string]>> = {
  PARAMETER_INVALID: [400, 'Bad Request'],
  BODY_INVALID: [400, 'Bad Request'],
  BODY_TOO_LARGE: [413, 'Content Too Large'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  FOREIGN_ORIGIN: [403, 'Forbidden'],
  NOT_FOUND: [404, 'Not Found'],
  METHOD_NOT_ALLOWED: [405, 'Method Not Allowed'],
  LETTER_INCOMPLETE: [409, 'Conflict'],
  LETTER_UNDECODABLE: [422, 'Unprocessable Content'],
  TOO_MANY_REQUESTS: [429, 'Too Many Requests'],
  TIMEOUT: [503, 'Service Unavailable'],
  OVERLOADED: [503, 'Service Unavailable'],
  DATABASE_UNAVAILABLE: [503, 'Service Unavailable'],
  INTERNAL: [500, 'Internal Server Error'],
};

/** Makes the body of an answer that says what went wrong. */
export function makeProblem(code: ProblemCode, detail: string, parameters?: Problem['parameters']): Problem {
  const [status, title] = STATUS_AND_TITLE[code];
  return { type: 'about:blank', title, status, detail, message: detail, code, ...(parameters && { parameters }) };
}

/** Thrown by the views; becomes a problem answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, detail: string, parameters?: Problem['parameters']) {
    super(detail);
    this.name = 'ProblemError';
    this.problem = makeProblem(code, detail, parameters);
  }
}
