import { integerBetween, type Random } from '../random/seeded-random.js';
import { type ErrorCause, LEVEL_OF, type WebError } from './web-error.js';
import type { WebRequest } from './web-request.js';

/** What stands in the error log beside an answer of this status; statuses that leave nothing there are missing. */
const CAUSES: Readonly<Record<number, readonly ErrorCause[]>> = {
  400: ['tls_handshake'],
  401: ['password_mismatch'],
  403: ['access_denied'],
  404: ['file_not_found'],
  413: ['body_too_large'],
  429: ['rate_limited'],
  499: ['client_closed'],
  500: ['upstream_closed'],
  502: ['connection_refused', 'connection_refused', 'upstream_closed'],
  503: ['no_live_upstreams', 'rate_limited'],
  504: ['upstream_timeout'],
};

/** What the server writes into its error log about a request; undefined when nothing. */
export function errorOfRequest(request: WebRequest, random: Random): WebError | undefined {
  if (request.status < 400) return undefined;
  const causes = CAUSES[request.status];
  // What the application refuses leaves no line; of a 4xx only some are the server's own.
  if (causes === undefined || (request.status < 500 && random() < 0.7)) return undefined;
  return errorAbout(request, causes[integerBetween(random, 0, causes.length - 1)] as ErrorCause, random);
}

/** The line about a request for which `cause` holds. */
export function errorAbout(request: WebRequest, cause: ErrorCause, random: Random): WebError {
  const worker = integerBetween(random, 0, 3);
  return {
    time: request.time,
    level: LEVEL_OF[cause],
    cause,
    request,
    clientPort: integerBetween(random, 32_768, 60_999),
    pid: 31 + worker,
    threadId: 140_120_579_262_208 + worker * 8_392_704,
    connection: integerBetween(random, 1, 999_999),
  };
}
