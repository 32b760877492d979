import type { RequestHandler } from 'express';
import { log } from './request-scope.js';

const SLOW_MS = 400;

/** Express middleware: one line per request once it is answered, louder if it took long. */
export const requestLog: RequestHandler = (request, response, next) => {
  const startedAt = performance.now();
  const logger = log('http');
  response.on('finish', () => {
    const durationMs = Math.round(performance.now() - startedAt);
    // The route's pattern keeps the ids out of the message.
    const { path = request.path } = (request.route ?? {}) as { path?: string };
    const line = `${request.method} ${path} ${response.statusCode}`;
    const facts = { durationMs, status: response.statusCode, path: request.path };
    if (durationMs >= SLOW_MS) logger.warning(`${line} was slow`, facts);
    else logger.info(line, facts);
  });
  next();
};
