import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { log } from './request-scope.js';

const origins = new WeakMap<object, { readonly logger: string; readonly message: string }>();

/**
 * Wraps a piece of a service's work. What it throws is logged once, when the request is answered, in the name of the class
 * that the piece belongs to and in these words; the innermost piece counts.
 */
export function step<A extends unknown[], R>(
  logger: string,
  failed: string | ((...args: A) => string),
  work: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      const message = typeof failed === 'string' ? failed : failed(...args);
      if (error instanceof Error && !origins.has(error)) origins.set(error, { logger, message });
      throw error;
    }
  };
}

type Work = (request: Request) => Promise<unknown>;

/** The routes of one service: what their work returns is sent as JSON, an error is logged and becomes a problem document. */
export class Routes {
  readonly router = Router();

  get(path: string, work: Work, status = 200): void {
    this.router.get(path, answers(work, status));
  }

  post(path: string, work: Work, status = 200): void {
    this.router.post(path, answers(work, status));
  }
}

const answers =
  (work: Work, status: number): RequestHandler =>
  (request, response, next) => {
    work(request)
      .then((body) => response.status(status).json(body ?? null))
      .catch(next);
  };

/** The last handler: errors of the work, and those that Express and its body parser throw before it is reached. */
export function answerError(error: unknown, request: Request, response: Response, next: NextFunction): void {
  const status = statusOf(error);
  const origin = error instanceof Error ? origins.get(error) : undefined;
  const level = origin ? levelOf(error) : status < 500 ? 'warning' : 'error';
  const message = origin?.message ?? `${request.method} ${request.path} refused`;
  log(origin?.logger ?? 'http').log({ level, message, err: error });
  if (response.headersSent) return next(error);
  const detail = status < 500 && error instanceof Error ? error.message : 'The request failed';
  response.status(status).type('application/problem+json').json({ title: 'Request failed', status, detail });
}

function levelOf(error: unknown): string {
  if (error instanceof AggregateError) return 'critical';
  return error instanceof Error && 'level' in error ? String(error.level) : 'error';
}

/** Ours and Express's errors carry a status; anything else is our fault. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
