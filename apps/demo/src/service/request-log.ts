import { type RequestHandler } from 'express';
import { type Logger } from 'winston';

const SLOW_MS = 400;

/** Express middleware: one line per request once it is answered, louder if it took long. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.on('finish', () => {
      const durationMs = Math.round(performance.now() - startedAt);
      const route = routeOf(request.route);
      const line = `${request.method} ${route ?? request.path} ${response.statusCode}`;
      const facts = { durationMs, status: response.statusCode, path: request.path };
      if (durationMs >= SLOW_MS) logger.warning(`${line} was slow`, facts);
      else logger.info(line, facts);
    });
    next();
  };
}

/** Express types the matched route as `any`; its pattern keeps the ids out of the message. */
function routeOf(route: unknown): string | undefined {
  if (typeof route !== 'object' || route === null || !('path' in route)) return undefined;
  return typeof route.path === 'string' ? route.path : undefined;
}
