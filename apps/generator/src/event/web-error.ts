import type { WebRequest } from './web-request.js';

/** What goes wrong in a web server. Each server has its own words for them. */
export const ERROR_CAUSES = [
  'connection_refused',
  'upstream_timeout',
  'upstream_closed',
  'no_live_upstreams',
  'file_not_found',
  'access_denied',
  'rate_limited',
  'body_too_large',
  'client_closed',
  'password_mismatch',
  'tls_handshake',
] as const;

export type ErrorCause = (typeof ERROR_CAUSES)[number];

export type ErrorLevel = 'info' | 'notice' | 'warn' | 'error' | 'crit';

/** One line of an error log. */
export interface WebError {
  /** Whole milliseconds since 1970 UTC. */
  readonly time: number;
  readonly level: ErrorLevel;
  readonly cause: ErrorCause;
  /** A message of somebody's own instead of the server's words. */
  readonly message?: string | undefined;
  /** What was asked for. */
  readonly request: WebRequest;
  readonly clientPort: number;
  readonly pid: number;
  readonly threadId: number;
  /** Number of the connection. */
  readonly connection: number;
}

/** How loud each cause is. */
export const LEVEL_OF: Readonly<Record<ErrorCause, ErrorLevel>> = {
  connection_refused: 'error',
  upstream_timeout: 'error',
  upstream_closed: 'error',
  no_live_upstreams: 'error',
  file_not_found: 'error',
  access_denied: 'error',
  rate_limited: 'warn',
  body_too_large: 'error',
  client_closed: 'info',
  password_mismatch: 'error',
  tls_handshake: 'crit',
};
