import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A host that is not to be called; the message is a sentence for whoever set it. */
export class RefusedHostError extends Error {
  readonly code = 'HOST_REFUSED';

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RefusedHostError';
  }
}

export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * Whether an address belongs to the public internet: neither loopback, private, link-local, shared (CGNAT), multicast, reserved, nor one of the IPv6 forms that
 * carry an IPv4 address of such a kind (OWASP, SSRF prevention; ranges of RFC 6890 by ipaddr.js).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress())
    return isPublicAddress(String(parsed.toIPv4Address()));
  return parsed.range() === 'unicast';
}

/**
 * The one address under which a host will be called. It is asked for once, and what was checked is what is called: a name that answers otherwise the next time
 * (DNS rebinding) gains nothing. One refused address among several refuses the host.
 *
 * @param host as `URL.hostname` has it
 * @param allowed hosts that may be anywhere, in lower case
 * @throws RefusedHostError for an address that is not public; the error of DNS where there is no such host
 */
export async function pinnedAddress(host: string, allowed: ReadonlySet<string>): Promise<PinnedAddress> {
  const name = host.replace(/^\[|\]$/g, '');
  const family = isIP(name);
  const found = family === 0 ? await lookup(name, { all: true }) : [{ address: name, family }];
  const refused = found.find(({ address }) => !isPublicAddress(address));
  if (refused !== undefined && !isAllowed(host, allowed))
    throw new RefusedHostError(
      `${host} is at ${refused.address}, which is not on the public internet; ALERT_WEBHOOK_ALLOWED_HOSTS can name it`,
    );
  const [first] = found;
  if (first === undefined) throw new RefusedHostError(`${host} has no address`);
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

export function isAllowed(host: string, allowed: ReadonlySet<string>): boolean {
  return allowed.has(host) || allowed.has(host.replace(/^\[|\]$/g, ''));
}
