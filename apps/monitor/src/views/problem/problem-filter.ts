import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type Response } from 'express';
import { type Problem, PROBLEM_CONTENT_TYPE } from './problem.js';
import { problemOf } from './problem-of.js';

const RETRY_AFTER_SECONDS = 2;

/** The only place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = problemOf(error);
    if (problem.status === 500) this.logger.error(withCauses(error));
    sendProblem(response, problem);
  }
}

/** Answers with a problem, unless an answer has begun: then the connection is cut, so that nobody takes half for whole. */
export function sendProblem(response: Response, problem: Problem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (problem.status === 503 && !response.hasHeader('retry-after')) {
    response.setHeader('retry-after', RETRY_AFTER_SECONDS);
  }
  response.status(problem.status).setHeader('content-type', PROBLEM_CONTENT_TYPE);
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(problem));
}

function withCauses(error: unknown): string {
  const parts: string[] = [];
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 5; depth += 1) {
    parts.push(at.stack ?? at.message);
    at = at.cause;
  }
  return parts.length > 0 ? parts.join('\ncaused by ') : `something that is no Error was thrown: ${typeof error}`;
}
