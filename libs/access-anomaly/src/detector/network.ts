/**
 * The network of an address: 256 addresses of IPv4, what a site gets of IPv6 (RFC 6177).
 *
 * @returns `203.0.113.0/24`, `2001:db8:7::/48`; undefined for what is no address
 */
export function networkOf(address: string): string | undefined {
  if (!address.includes(':')) {
    const last = address.lastIndexOf('.');
    return last > 0 && /^\d{1,3}(\.\d{1,3}){3}$/.test(address) ? `${address.slice(0, last)}.0/24` : undefined;
  }
  const [before = '', after] = address.toLowerCase().split('::');
  const groups = before === '' ? [] : before.split(':');
  if (after !== undefined) {
    const rest = after === '' ? [] : after.split(':');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return groups.length < 8
    ? undefined
    : `${groups
        .slice(0, 3)
        .map((group) => group.replace(/^0+(?=.)/, ''))
        .join(':')}::/48`;
}
