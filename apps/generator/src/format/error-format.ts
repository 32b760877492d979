import type { ErrorCause, ErrorLevel, WebError } from '../event/web-error.js';
import { requestLineOf } from '../event/web-request.js';
import { apacheErrorEscape } from './escape.js';
import type { LineClock } from './line-clock.js';

/** Writes lines of an error log as one kind of server does. */
export interface ErrorFormat {
  readonly name: string;
  /** The line, without line end. */
  write(error: WebError, clock: LineClock): string;
  /** A line that says only that the server lives; missing where the format has none. */
  readonly heartbeat?: (time: number, clock: LineClock) => string;
}

/** nginx writes no more than this into a line, its end included (`NGX_MAX_ERROR_STR`). */
const NGINX_MAX_BYTES = 2_048;

const NGINX_WORDS: Readonly<Record<ErrorCause, (error: WebError) => string>> = {
  connection_refused: () => 'connect() failed (111: Connection refused) while connecting to upstream',
  upstream_timeout: () => 'upstream timed out (110: Connection timed out) while reading response header from upstream',
  upstream_closed: () => 'upstream prematurely closed connection while reading response header from upstream',
  no_live_upstreams: () => 'no live upstreams while connecting to upstream',
  file_not_found: ({ request }) => `open() "/usr/share/nginx/html${request.path}" failed (2: No such file or directory)`,
  access_denied: () => 'access forbidden by rule',
  rate_limited: () => 'limiting requests, excess: 20.430 by zone "perip"',
  body_too_large: ({ request }) => `client intended to send too large body: ${request.requestBytes + 1_048_576} bytes`,
  client_closed: () => 'epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too (32: Broken pipe) while sending request to upstream',
  password_mismatch: ({ request }) => `user "${request.user ?? 'admin'}": password mismatch`,
  tls_handshake: () => 'SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking',
}; // prettier-ignore

/** Causes that lie with an upstream, which nginx then names. */
const OF_UPSTREAM: ReadonlySet<ErrorCause> = new Set([
  'connection_refused',
  'upstream_timeout',
  'upstream_closed',
  'no_live_upstreams',
  'client_closed',
]);

/** nginx's error log. The time is local and names no zone; what clients sent is not escaped. */
export const nginxError: ErrorFormat = {
  name: 'nginx-error',
  write: (error, clock) => {
    const { request, cause, message } = error;
    const head = `${clock.nginxError(error.time)} [${error.level}] ${error.pid}#${error.pid}: *${error.connection} ${message ?? NGINX_WORDS[cause](error)}`;
    if (cause === 'tls_handshake') return cut(`${head}, client: ${request.client}, server: 0.0.0.0:443`);
    const asked = `, client: ${request.client}, server: ${request.host}, request: "${requestLineOf(request)}"`;
    const address = request.upstreams.at(-1)?.address;
    const upstream =
      OF_UPSTREAM.has(cause) && address !== undefined ? `, upstream: "http://${address}${request.path}"` : '';
    const referrer = request.referrer === undefined ? '' : `, referrer: "${request.referrer}"`;
    return cut(`${head}${asked}${upstream}, host: "${request.host}"${referrer}`);
  },
};

function cut(line: string): string {
  // A character has at most three bytes for each unit of its string.
  if (line.length * 3 < NGINX_MAX_BYTES) return line;
  const bytes = Buffer.from(line);
  return bytes.length < NGINX_MAX_BYTES ? line : bytes.subarray(0, NGINX_MAX_BYTES - 1).toString();
}

/** Module, number and words of Apache 2.4. */
const APACHE_WORDS: Readonly<Record<ErrorCause, readonly [module: string, code: string, words: (error: WebError) => string]>> = {
  connection_refused: ['proxy', 'AH00957', ({ request }) => `HTTP: attempt to connect to ${upstreamOf(request.upstreams)} failed`],
  upstream_timeout: ['proxy_http', 'AH01102', ({ request }) => `error reading status line from remote server ${upstreamOf(request.upstreams)}: timeout`],
  upstream_closed: ['proxy_http', 'AH01102', ({ request }) => `error reading status line from remote server ${upstreamOf(request.upstreams)}: connection reset`],
  no_live_upstreams: ['proxy_balancer', 'AH01167', ({ request }) => `balancer://${request.service}: All workers are in error state for route: no live upstreams`],
  file_not_found: ['core', 'AH00128', ({ request }) => `File does not exist: /var/www/html${request.path}`],
  access_denied: ['authz_core', 'AH01630', ({ request }) => `client denied by server configuration: /var/www/html${request.path}`],
  rate_limited: ['evasive20', 'AH10002', () => 'limiting requests of this client'],
  body_too_large: ['core', 'AH00588', ({ request }) => `Request body of ${request.requestBytes + 1_048_576} bytes is too large`],
  client_closed: ['core', 'AH00574', () => 'ap_content_length_filter: apr_bucket_read() failed: broken pipe'],
  password_mismatch: ['auth_basic', 'AH01617', ({ request }) => `user ${request.user ?? 'admin'}: authentication failure for "${request.path}": Password Mismatch`],
  tls_handshake: ['ssl', 'AH02039', () => 'Certificate Verification: Error (18): self-signed certificate'],
}; // prettier-ignore

/** What the operating system said, which Apache writes before the client. */
const APACHE_SYSTEM_ERRORS: Readonly<Partial<Record<ErrorCause, string>>> = {
  connection_refused: '(111)Connection refused: ',
  upstream_timeout: '(70007)The timeout specified has expired: ',
  upstream_closed: '(104)Connection reset by peer: ',
};

function upstreamOf(upstreams: readonly { readonly address: string }[]): string {
  return upstreams.at(-1)?.address ?? '127.0.0.1:8080';
}

/** Apache 2.4's error log, with its default `ErrorLogFormat` for threaded servers. */
export const apacheError: ErrorFormat = {
  name: 'apache-error',
  write: (error, clock) => {
    const { request } = error;
    const [module, code, words] = APACHE_WORDS[error.cause];
    const said = apacheErrorEscape(error.message ?? `${code}: ${words(error)}`);
    const referrer = request.referrer === undefined ? '' : `, referer: ${apacheErrorEscape(request.referrer)}`;
    return `[${clock.ctime(error.time, true)}] [${module}:${error.level}] [pid ${error.pid}:tid ${error.threadId}] ${APACHE_SYSTEM_ERRORS[error.cause] ?? ''}[client ${request.client}:${error.clientPort}] ${said}${referrer}`;
  },
  heartbeat: ctimeHeartbeat,
};

const VISOR_LEVELS: Readonly<Record<ErrorLevel, string>> = {
  info: 'INFO',
  notice: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  crit: 'ERROR',
};

/** The error log of Visor's generator: Apache's without module, port and fraction. */
export const visorError: ErrorFormat = {
  name: 'visor-error',
  write: (error, clock) => {
    const said = error.message ?? `${APACHE_SYSTEM_ERRORS[error.cause] ?? ''}${APACHE_WORDS[error.cause][2](error)}`;
    return `[${clock.ctime(error.time, false)}] [${VISOR_LEVELS[error.level]}] [pid ${error.pid}:tid ${error.threadId}] [client ${error.request.client}] ${apacheErrorEscape(said)}`;
  },
  heartbeat: ctimeHeartbeat,
};

/** Visor's sign of life. */
function ctimeHeartbeat(time: number, clock: LineClock): string {
  return `[${clock.ctime(time, false)}] [INFO] [-] [-] HEARTBEAT`;
}
