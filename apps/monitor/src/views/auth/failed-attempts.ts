import { isIPv6 } from 'node:net';

interface Attempts {
  count: number;
  /** Milliseconds since 1970 at which they are forgotten. */
  until: number;
}

const MAX_ATTEMPTS = 10;
const WINDOW_MS = 60_000;
/** Addresses remembered at once; the oldest is forgotten for a new one, so that an attacker cannot fill our memory. */
const MAX_ADDRESSES = 10_000;

/** Counts wrong tokens per address: ten within a minute, then none is looked at until the minute is over. */
export class FailedAttempts {
  readonly #attempts = new Map<string, Attempts>();

  constructor(private readonly clock: () => number = Date.now) {}

  /** Seconds until this address may try again; 0: now. */
  secondsBlocked(address: string): number {
    const known = this.#attempts.get(networkOf(address));
    const left = known ? known.until - this.clock() : 0;
    return known && known.count >= MAX_ATTEMPTS && left > 0 ? Math.ceil(left / 1000) : 0;
  }

  add(address: string): void {
    const network = networkOf(address);
    const now = this.clock();
    const known = this.#attempts.get(network);
    if (known && known.until > now) {
      known.count += 1;
      return;
    }
    this.#attempts.delete(network);
    const [oldest] = this.#attempts.keys();
    if (oldest !== undefined && this.#attempts.size >= MAX_ADDRESSES) this.#attempts.delete(oldest);
    this.#attempts.set(network, { count: 1, until: now + WINDOW_MS });
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
