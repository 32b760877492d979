import { type Problem, type ProblemCode, PROBLEMS } from '@log-monitor/monitor-api';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** Makes the body of an answer that says what went wrong. */
export function makeProblem(code: ProblemCode, detail: string, parameters?: Problem['parameters']): Problem {
  const [status, title] = PROBLEMS[code];
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
