import type { MessageClass } from '@log-monitor/access-record';

/** Words that tell what a message is about; the first row that holds decides. In lower case. */
const RULES: readonly (readonly [MessageClass, readonly string[]])[] = [
  ['limited', ['limiting requests', 'limiting connections', 'delaying request']],
  ['timeout', ['timed out', 'timeout', 'time-out']],
  ['upstream_unavailable', ['no live upstreams', 'upstream sent invalid', 'upstream sent no valid', 'host not found in upstream', 'could not be resolved']],
  ['connection_failed', ['connect() failed', 'connection refused', 'failed to make connection', 'could not connect', 'no route to host', 'network is unreachable', 'unable to connect']],
  ['connection_reset', ['connection reset', 'reset by peer', 'broken pipe', 'prematurely closed', 'closed keepalive connection', 'recv() failed', 'send() failed', 'end of file found']],
  ['too_large', ['too large', 'too big', 'too long', 'exceeds the configured limit']],
  ['tls', ['ssl_', 'ssl:', 'ssl handshake', 'tls', 'certificate']],
  ['authentication', ['user ', 'password', 'authentication', 'credentials']],
  ['forbidden', ['forbidden', 'permission denied', 'access denied', 'client denied', 'not allowed']],
  ['not_found', ['not found', 'no such file', 'does not exist', 'not exist', 'unable to find']],
  ['bad_request', ['invalid', 'malformed', 'bad request', 'plain http request was sent']],
  ['resources', ['no space left', 'too many open files', 'cannot allocate memory', 'worker_connections are not enough', 'maxrequestworkers', 'out of memory']],
]; // prettier-ignore

/** Longer messages are judged by their beginning. */
const MAX_JUDGED = 2_048;

/** Part of a quoted path or name, which must not decide what the message is about. */
const QUOTED = /"[^"]*"/g;

export function messageClass(message: string): MessageClass {
  const words = message.slice(0, MAX_JUDGED).replaceAll(QUOTED, '""').toLowerCase();
  return RULES.find(([, signs]) => signs.some((sign) => words.includes(sign)))?.[0] ?? 'other';
}

/** Number of the operating system's error: `(111: Connection refused)` of nginx, `(13)Permission denied` of Apache. */
export function errnoOf(message: string): number | undefined {
  const match = /\((\d{1,5})(?:: [^)"]{1,100})?\)/.exec(message.slice(0, MAX_JUDGED).replaceAll(QUOTED, '""'));
  return match === null ? undefined : Number(match[1]);
}
