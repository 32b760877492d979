import type { HostRows } from './host-rows.js';
import { MOST_HOSTS } from '../client-facts.js';

/**
 * A client's requests by host: of more than {@link MOST_HOSTS} the first ones by name, as {@link ClientFacts} keeps them.
 *
 * @param first the host of its first request, with so many requests
 * @param others the hosts of its other requests, in any order and as often as they were asked
 */
export function namedHosts(
  first: number,
  requests: number,
  others: readonly number[],
  hosts: HostRows,
): ReadonlyMap<number, number> {
  const counts = new Map([[first, requests]]);
  for (const host of others) counts.set(host, (counts.get(host) ?? 0) + 1);
  if (counts.size <= MOST_HOSTS) return counts;
  const named = [...counts].map(([host, count]) => ({ host, count, name: hosts.nameOf(host) }));
  named.sort((one, other) => (one.name < other.name ? -1 : 1));
  return new Map(named.slice(0, MOST_HOSTS).map(({ host, count }) => [host, count]));
}
