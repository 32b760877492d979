import { requestLineOf, type WebRequest } from '../event/web-request.js';
import { type AccessFormat, clfHeartbeat } from './access-format.js';
import { apacheEscape } from './escape.js';
import type { LineClock } from './line-clock.js';

/** `%h %l %u %t "%r" %>s %b` */
export const apacheCommon: AccessFormat = {
  name: 'common',
  heartbeat: clfHeartbeat,
  write: (request, clock) => common(request, request.bodyBytes === 0 ? '-' : String(request.bodyBytes), clock),
};

/** `common` with `"%{Referer}i" "%{User-Agent}i"`. */
export const apacheCombined: AccessFormat = {
  name: 'apache-combined',
  heartbeat: clfHeartbeat,
  write: (request, clock) =>
    `${apacheCommon.write(request, clock)} "${orDash(request.referrer)}" "${orDash(request.agent)}"`,
};

/** Debian's `vhost_combined`: `%v:%p` before it, and `%O`, the bytes of the whole answer. */
export const vhostCombined: AccessFormat = {
  name: 'vhost_combined',
  heartbeat: clfHeartbeat,
  write: (request, clock) => {
    const whole = String(request.bodyBytes + request.headerBytes);
    return `${request.host}:${request.port} ${common(request, whole, clock)} "${orDash(request.referrer)}" "${orDash(request.agent)}"`;
  },
};

function common(request: WebRequest, size: string, clock: LineClock): string {
  const user = request.user === undefined ? '-' : apacheEscape(request.user);
  return `${request.client} - ${user} [${clock.clf(request.time)}] "${apacheEscape(requestLineOf(request))}" ${request.status} ${size}`;
}

function orDash(text: string | undefined): string {
  return text === undefined || text === '' ? '-' : apacheEscape(text);
}
