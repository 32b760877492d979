import { BlockList, isIPv6 } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { ProblemError } from '../problem/problem.js';

/** Asked by orchestrators and Prometheus under whatever name the machine has; they say nothing of any record. */
const OPEN_PATHS: readonly string[] = ['/health/live', '/health/ready', '/metrics'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** `uri-host [ ":" port ]` of RFC 9110, 7.2, without the characters that no name of ours has. */
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{0,5})?$/i;

/**
 * Answers only those who ask for a loopback address, `localhost` or one of `names`. A page whose own name is made to point to
 * 127.0.0.1 (DNS rebinding) asks for that name, and would otherwise read everything as if it were ours.
 *
 * @param names host names and addresses without a port, in any case
 */
export function allowedHosts(names: readonly string[]): RequestHandler {
  const allowed = new Set(['localhost', ...names.map(canonical)]);
  const isAllowed = (name: string | undefined): boolean =>
    name !== undefined && (allowed.has(name) || loopback.check(name, isIPv6(name) ? 'ipv6' : 'ipv4'));
  return (request, _response, next) => {
    const refused = OPEN_PATHS.includes(request.path) ? [] : namesAsked(request).filter((name) => !isAllowed(name));
    if (refused.length > 0) throw notAllowed(refused[0]);
    next();
  };
}

/** The names that a request is for: of its Host, of which there must be one, and of the whole address where its first line has it. */
function namesAsked({ url, headersDistinct }: Request): (string | undefined)[] {
  const { host = [] } = headersDistinct;
  const authorities = host.length === 1 ? host : [''];
  // A proxy is asked so; RFC 9112, 3.2.2 has us go by it rather than by Host.
  const whole = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  return [...authorities, ...(whole === undefined ? [] : [whole])].map((authority) => {
    const name = AUTHORITY.exec(authority)?.[1];
    return name === undefined ? undefined : canonical(name);
  });
}

/** Lower case, without the dot of the root, an address in its shortest form. */
function canonical(name: string): string {
  const plain = name.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return isIPv6(plain) ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain.replace(/\.$/, '');
}

function notAllowed(name: string | undefined): ProblemError {
  const asked = name === undefined ? 'a request without one Host' : `requests for "${name.slice(0, 100)}"`;
  const how = 'Add the name to LOG_MONITOR_ALLOWED_HOSTS, or set LOG_MONITOR_AUTH=token.';
  return new ProblemError('HOST_NOT_ALLOWED', `Without a token the monitor does not answer ${asked}. ${how}`);
}
