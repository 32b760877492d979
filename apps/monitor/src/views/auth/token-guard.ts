import { createHash, timingSafeEqual } from 'node:crypto';
import { type RequestHandler } from 'express';
import { makeProblem } from '../problem/problem.js';
import { sendProblem } from '../problem/problem-filter.js';
import { FailedAttempts } from './failed-attempts.js';

/** Open for orchestrators, which carry no token; it says nothing but that the process runs. */
const OPEN_PATH = '/health/live';

/**
 * Lets nobody pass without the token: as Bearer, or as the password of Basic (browser, Grafana). Everything is behind it, the
 * dashboard included. The token is in no answer and no log line.
 */
export function tokenGuard(token: string, failed = new FailedAttempts()): RequestHandler {
  const expected = digest(token);
  return (request, response, next) => {
    if (request.path === OPEN_PATH) {
      next();
      return;
    }
    const address = request.socket.remoteAddress ?? '';
    const blocked = failed.secondsBlocked(address);
    if (blocked > 0) {
      response.setHeader('retry-after', blocked);
      sendProblem(
        response,
        makeProblem('TOO_MANY_REQUESTS', 'Too many wrong tokens from this address; wait a minute.'),
      );
      return;
    }
    const given = tokenOf(request.headers.authorization);
    if (given !== undefined && timingSafeEqual(digest(given), expected)) {
      next();
      return;
    }
    // A browser's first request has no credentials: that is no attempt.
    if (given !== undefined) failed.add(address);
    response.setHeader('www-authenticate', challengeFor(request.headers['x-requested-with']));
    const how = 'Send the token (LOG_MONITOR_TOKEN) as Bearer, or as the password of Basic authentication.';
    sendProblem(response, makeProblem('UNAUTHORIZED', how));
  };
}

/**
 * Basic makes a browser ask for the token. Not for what the dashboard asks in the background (it says so by this header, as
 * scripts have always done): the browser would hold the request back and put its prompt before the page again and again.
 */
function challengeFor(requestedWith: string | string[] | undefined): string {
  return requestedWith === 'XMLHttpRequest'
    ? 'Bearer realm="log-monitor"'
    : 'Basic realm="log-monitor", charset="UTF-8"';
}

/** @returns undefined when the header is not there or of no kind that we take */
function tokenOf(header: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+) *$/i.exec(header ?? '') ?? [];
  if (scheme === undefined || credentials === undefined) return header === undefined ? undefined : '';
  if (scheme.toLowerCase() === 'bearer') return credentials;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

/** Equal length whatever was sent, so that the comparison tells nothing by its time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
