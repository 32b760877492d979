import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** Loopback, private, unique local and link local addresses. */
export const PRIVATE_RANGES: readonly string[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

const CACHED_ADDRESSES = 16_384;

/** No address is longer: eight groups, an IPv4 tail and a zone index. */
const MAX_ADDRESS_LENGTH = 64;

/** What a text is, seen as an address. */
export type Standing = 'trusted' | 'untrusted' | 'no_address';

/** Says of addresses whether they are proxies whose word is taken. */
export class TrustedProxies {
  readonly #ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][];
  readonly #known = new LRUCache<string, Standing>({ maxSize: CACHED_ADDRESSES, sizeCalculation: () => 1 });

  /**
   * @param ranges addresses or CIDR ranges, IPv4 and IPv6
   * @throws RangeError that names the range which is none
   */
  constructor(ranges: readonly string[] = PRIVATE_RANGES) {
    this.#ranges = ranges.map(readRange);
  }

  /** @param address without port and brackets; IPv4 written as IPv6 (`::ffff:10.0.0.1`) counts as IPv4. A socket's path is trusted. */
  standing(address: string): Standing {
    if (address.length > MAX_ADDRESS_LENGTH) return 'no_address';
    let standing = this.#known.get(address);
    if (standing === undefined) {
      standing = this.#judge(address);
      this.#known.set(address, standing);
    }
    return standing;
  }

  #judge(text: string): Standing {
    if (text === 'unix:' || text.startsWith('unix:/')) return 'trusted';
    const first = text.charCodeAt(0);
    const mayBeAddress = text.includes(':') || (first >= 48 && first <= 57 && text.split('.').length === 4);
    if (!mayBeAddress || !ipaddr.isValid(text)) return 'no_address';
    const address = ipaddr.process(text);
    const matches = this.#ranges.some((range) => range[0].kind() === address.kind() && address.match(range));
    return matches ? 'trusted' : 'untrusted';
  }
}

function readRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    if (range.includes('/')) return ipaddr.parseCIDR(range);
    const address = ipaddr.parse(range);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch (cause) {
    throw new RangeError(`"${range}" is no address and no CIDR range`, { cause });
  }
}
