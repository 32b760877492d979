import { type Logger } from 'winston';
import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { type ErrorLevel } from './service-errors.js';
import { originOf } from './step.js';

/** What an endpoint answers: a status and a JSON body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Wraps an endpoint's work: its answer is sent, its error is logged once, by the logger of the class that did the work,
 * and becomes a problem document.
 *
 * @param failed what the log says when it fails, such as `Booking failed`
 */
export function endpoint(
  logger: Logger,
  failed: string | ((request: Request) => string),
  work: (request: Request) => Promise<Answer>,
): RequestHandler {
  return (request, response, next) => {
    work(request)
      .then((answer) => response.status(answer.status).json(answer.body ?? null))
      .catch((error: unknown) => {
        const origin = originOf(error) ?? { logger, failed: typeof failed === 'string' ? failed : failed(request) };
        origin.logger.log({ level: levelOf(error), message: origin.failed, err: error });
        sendProblem(response, error);
      })
      .catch(next);
  };
}

/** The last handler: errors that Express and its body parser throw before any endpoint is reached. */
export function unroutedErrors(logger: Logger) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const status = statusOf(error);
    const message = `${request.method} ${request.path} refused`;
    if (status < 500) logger.warning(message, { err: error });
    else logger.error(message, { err: error });
    if (response.headersSent) next(error);
    else sendProblem(response, error);
  };
}

function levelOf(error: unknown): ErrorLevel {
  if (error instanceof AggregateError) return 'critical';
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  return level === 'warning' || level === 'critical' ? level : 'error';
}

/** Ours and Express's errors carry a status; anything else is our fault. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function sendProblem(response: Response, error: unknown): void {
  const status = statusOf(error);
  const detail = status < 500 && error instanceof Error ? error.message : 'The request failed';
  response.status(status).type('application/problem+json').json({ title: 'Request failed', status, detail });
}
