import { splitPort } from './address-text.js';
import type { TrustedProxies } from './trusted-proxies.js';

/** No proxy chain is longer; what stands further left in a longer list was written by the client. */
const MAX_HOPS = 32;

/**
 * Finds who asked. The list is read from the right, since each proxy adds the address it saw at the end: addresses of trusted proxies are passed
 * over, the first other one is the client. Anyone can write such a list, so that of an untrusted peer is ignored. An entry that is no address
 * (`unknown`) ends the walk, and the proxy that wrote it is the best that is known.
 *
 * @param peer address of the connection, undefined when the log has the list in its place
 * @param forwardedFor value of `X-Forwarded-For`, undefined or `-` when there was none
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: TrustedProxies,
): string | undefined {
  if (forwardedFor === undefined || forwardedFor === '' || forwardedFor === '-') return peer;
  if (peer !== undefined && proxies.standing(peer) !== 'trusted') return peer;
  let found = peer;
  let end = forwardedFor.length;
  for (let hop = 0; hop < MAX_HOPS && end > 0; hop += 1) {
    const comma = forwardedFor.lastIndexOf(',', end - 1);
    const { address } = splitPort(forwardedFor.slice(comma + 1, Math.min(end, comma + 80)).trim());
    const standing = proxies.standing(address);
    if (standing === 'no_address') return found;
    found = address;
    if (standing === 'untrusted') return found;
    end = comma;
  }
  return found;
}
