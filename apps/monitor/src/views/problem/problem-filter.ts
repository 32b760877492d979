import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { Problem } from '@log-monitor/monitor-api';
import type { Request, Response } from 'express';
import { makeProblem, PROBLEM_CONTENT_TYPE } from './problem.js';
import { problemOf } from './problem-of.js';

const RETRY_AFTER_SECONDS = 2;

/** The only place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const allowed = methodsAt(host.switchToHttp().getRequest<Request>(), error);
    if (allowed.length > 0) response.setHeader('allow', allowed.join(', '));
    const problem =
      allowed.length > 0
        ? makeProblem('METHOD_NOT_ALLOWED', `This address answers to ${allowed.join(', ')}.`)
        : problemOf(error);
    if (problem.status === 500) this.#logger.error(withCauses(error));
    sendProblem(response, problem);
  }
}

interface RouteLayer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** The methods that an address does answer to, when no route was found for the one that was asked. */
function methodsAt(request: Request, error: unknown): string[] {
  if (!(error instanceof NotFoundException)) return [];
  const { stack } = request.app.router as unknown as { stack: RouteLayer[] };
  const methods = stack
    .filter((layer) => layer.route && layer.match(request.path))
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}))
    .map((method) => method.toUpperCase());
  return [...new Set(methods)].sort();
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
