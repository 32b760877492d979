import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import { MINUTE_MS } from '../../time/durations.js';

const MAX_ATTEMPTS = 10;
/** Addresses remembered at once, so that an attacker cannot fill our memory. */
const MAX_ADDRESSES = 10_000;

/** Counts wrong tokens per address: ten within a minute, then none is looked at until the minute is over. */
export class FailedAttempts {
  readonly #attempts: LRUCache<string, { count: number }>;

  /** @param clock milliseconds; only its differences matter */
  constructor(clock: () => number = () => performance.now()) {
    this.#attempts = new LRUCache({
      maxSize: MAX_ADDRESSES,
      sizeCalculation: () => 1,
      ttl: MINUTE_MS,
      ttlResolution: 0,
      perf: { now: clock },
    });
  }

  /** Seconds until this address may try again; 0: now. */
  secondsBlocked(address: string): number {
    const network = networkOf(address);
    const known = this.#attempts.get(network);
    return known && known.count >= MAX_ATTEMPTS ? Math.ceil(this.#attempts.getRemainingTTL(network) / 1000) : 0;
  }

  add(address: string): void {
    const network = networkOf(address);
    const known = this.#attempts.get(network);
    if (known) known.count += 1;
    else this.#attempts.set(network, { count: 1 });
  }
}

/** Whoever has one IPv6 address has all 2^64 of its network. */
function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  if (tail === undefined) return groups.slice(0, 4).join(':');
  const last = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - groups.length - last.length }, () => '0');
  return [...groups, ...zeros, ...last].slice(0, 4).join(':');
}
