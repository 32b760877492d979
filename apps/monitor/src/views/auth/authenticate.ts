import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { makeProblem } from '../problem/problem.js';
import { sendProblem } from '../problem/problem-filter.js';
import { FailedAttempts } from './failed-attempts.js';
import { type Caller, PERMISSIONS } from './permission.js';

/** The paths of the routes that state `open`: for orchestrators, which carry no token. It says nothing but that the process runs. */
export const OPEN_PATHS: readonly string[] = ['/health/live'];

const everything = new Set(PERMISSIONS);

/**
 * Sets `request.caller`. With a token nobody else passes: it is asked for as Bearer, or as the password of Basic (browser, Grafana),
 * before everything, the dashboard included. It is in no answer and no log line.
 *
 * @param token undefined: whoever reaches the port may do everything
 */
export function authenticate(token: string | undefined, failed = new FailedAttempts()): RequestHandler {
  if (token === undefined) {
    const anyone: Caller = { name: 'whoever reaches the port', permissions: everything };
    return (request, _response, next) => {
      request.caller = anyone;
      next();
    };
  }
  const expected = digest(token);
  const owner: Caller = { name: 'the owner of the token', permissions: everything };
  return (request, response, next) => {
    if (OPEN_PATHS.includes(request.path)) {
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
      request.caller = owner;
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
