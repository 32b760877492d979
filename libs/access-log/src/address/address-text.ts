import ipaddr from 'ipaddr.js';

/** An address and what stood beside it. */
export interface AddressPort {
  readonly address: string;
  readonly port: number | undefined;
}

/**
 * Splits `1.2.3.4:5678`, `[2001:db8::1]:443`, `2001:db8::1` and `example.com:80` into address and port. More than one colon without brackets is a
 * bare IPv6 address.
 */
export function splitPort(text: string): AddressPort {
  if (text.charCodeAt(0) === 91) {
    const close = text.indexOf(']');
    if (close === -1) return { address: text, port: undefined };
    return {
      address: text.slice(1, close),
      port: text.charCodeAt(close + 1) === 58 ? readPort(text, close + 2) : undefined,
    };
  }
  const colon = text.indexOf(':');
  if (colon === -1 || text.includes(':', colon + 1)) return { address: text, port: undefined };
  const port = readPort(text, colon + 1);
  return port === undefined && colon + 1 < text.length
    ? { address: text, port: undefined }
    : { address: text.slice(0, colon), port };
}

function readPort(text: string, from: number): number | undefined {
  if (from >= text.length || text.length - from > 5) return undefined;
  let port = 0;
  for (let at = from; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    port = port * 10 + digit;
  }
  return port <= 65_535 ? port : undefined;
}

/**
 * Splits `2001:db8::1:50229` as Apache 2.4 writes IPv6 and port in its error log, without brackets. What stands before the last colon has to be an
 * address of its own.
 */
export function splitBarePort(text: string): AddressPort {
  const colon = text.lastIndexOf(':');
  const port = readPort(text, colon + 1);
  const address = text.slice(0, Math.max(0, colon));
  return port !== undefined && text.length <= 64 && ipaddr.isValid(address) ? { address, port } : splitPort(text);
}

/** Hexadecimal digits, colons, and what an IPv6 address can have besides: an IPv4 address at its end, a zone, brackets and a port. */
const IPV6 = /^\[?[\da-f:.]+(?:%[\w.-]+)?(?:\](?::\d{1,5})?)?$/i;
const DATE = /^\d{4}-\d\d-\d\d/;

/** False for what a logger writes before a line: dates, levels, names with colons. Host names, UNIX sockets and `-` can stand where a client does. */
export function mayBeAddress(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 91) return IPV6.test(text);
  const colon = text.indexOf(':');
  if (colon !== -1 && text.includes(':', colon + 1)) return IPV6.test(text) || text.startsWith('unix:');
  return !(first >= 48 && first <= 57 && text.charCodeAt(4) === 45 && DATE.test(text));
}
