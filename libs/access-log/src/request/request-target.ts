import { splitPort } from '../address/address-text.js';

/** A request's target taken apart. Members are undefined where the target has none. */
export interface RequestTarget {
  readonly scheme: string | undefined;
  /** Host and port of an absolute URL or of CONNECT. */
  readonly authority: string | undefined;
  readonly path: string | undefined;
  readonly query: string | undefined;
}

/**
 * Takes the four forms of a target apart (RFC 9112, section 3.2): `/path?query`, `https://host/path?query`, `host:port` of CONNECT, and `*`.
 * A fragment, which no client should send, stays where it is.
 */
export function readRequestTarget(target: string, method: string | undefined): RequestTarget {
  if (target.charCodeAt(0) === 47) return pathAndQuery(target, 0, undefined, undefined);
  if (method === 'CONNECT') return { scheme: undefined, authority: target, path: undefined, query: undefined };
  const colon = target.indexOf('://');
  if (colon > 0 && colon <= 10 && isScheme(target, colon)) {
    const begin = colon + 3;
    let end = begin;
    while (end < target.length && target.charCodeAt(end) !== 47 && target.charCodeAt(end) !== 63) end += 1;
    const userInfo = target.lastIndexOf('@', end - 1);
    const authority = target.slice(userInfo >= begin ? userInfo + 1 : begin, end);
    return pathAndQuery(target, end, target.slice(0, colon).toLowerCase(), authority);
  }
  return pathAndQuery(target, 0, undefined, undefined);
}

function pathAndQuery(
  target: string,
  from: number,
  scheme: string | undefined,
  authority: string | undefined,
): RequestTarget {
  const mark = target.indexOf('?', from);
  const path = target.slice(from, mark === -1 ? target.length : mark);
  const query = mark === -1 ? undefined : target.slice(mark + 1);
  return { scheme, authority, path: path === '' && scheme !== undefined ? '/' : path, query };
}

function isScheme(target: string, end: number): boolean {
  for (let at = 0; at < end; at += 1) {
    const code = target.charCodeAt(at) | 32;
    if (code < 97 || code > 122) return false;
  }
  return true;
}

/** Longest name in the domain name system. */
const MAX_HOST_LENGTH = 253;

/**
 * The host of a Host header or an authority: lower case, without port, brackets and trailing dot.
 *
 * @returns undefined for nothing, `-`, `_` (nginx's catch-all server) and what is too long to be a host
 */
export function readHost(text: string | undefined): { host: string; port: number | undefined } | undefined {
  if (text === undefined || text === '' || text === '-' || text === '_') return undefined;
  const { address, port } = splitPort(text);
  const host = (address.endsWith('.') ? address.slice(0, -1) : address).toLowerCase();
  return host === '' || host.length > MAX_HOST_LENGTH ? undefined : { host, port };
}
