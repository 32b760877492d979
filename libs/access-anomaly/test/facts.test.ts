import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeastHashes } from '../src/facts/least-hashes.js';
import type { WindowFacts } from '../src/facts/window-facts.js';
import { factsOf, type Line, stored } from './windows.js';

const line: fc.Arbitrary<Line> = fc.record({
  serverAddress: fc.constantFrom('a.example', 'b.example', 'c', 'd', 'e', 'f'),
  clientAddress: fc.constantFrom(undefined, '10.0.0.1', '10.0.0.2', '2001:db8::1', '地址'),
  httpRoute: fc.constantFrom('/', '/orders/:id', '/größe'),
  httpRequestMethod: fc.constantFrom('GET', 'POST'),
  httpResponseStatusCode: fc.constantFrom(200, 304, 401, 403, 404, 500, undefined),
  userAgentOriginal: fc.constantFrom(undefined, 'Mozilla/5.0', 'sqlmap/1.8', 'curl/8'),
  durationMs: fc.constantFrom(undefined, 0, 0.3, 12, 900, 1e7),
});

/** Facts as plain data, in the order of their names. */
function plain(facts: WindowFacts | undefined): unknown {
  const sorted = <Value>(entries: Iterable<[string, Value]>): [string, Value][] =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    hosts: sorted(facts?.hosts ?? []).map(([host, routes]) => [host, sorted(routes)]),
    clients: sorted(facts?.clients ?? []).map(([address, one]) => [
      address,
      ...[one.requests, one.denied, one.failed, one.badBot, one.agents, sorted(one.hosts)],
      ...[[...one.agentHashes()].sort(), one.deniedRoutes?.hashes ?? [], one.failedRoutes?.hashes ?? []],
    ]),
  };
}

describe('facts', () => {
  it('of parts, in any order, are those of the whole', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (lines, count) => {
        const parts = Array.from({ length: count }, (_, part) =>
          lines.filter((_, at) => at % count === part).reverse(),
        );
        const together = factsOf(parts.map((part) => stored(0, part)).reverse());
        expect(plain(together)).toEqual(plain(factsOf([stored(0, lines)])));
      }),
    );
  });

  it('count what they should', () => {
    const facts = factsOf([
      stored(0, [
        { clientAddress: 'a', httpRoute: '/x', httpResponseStatusCode: 404 },
        { clientAddress: 'a', httpRoute: '/y', httpResponseStatusCode: 404 },
        { clientAddress: 'a', httpRoute: '/y', httpResponseStatusCode: 403, userAgentOriginal: 'nikto' },
        { clientAddress: 'b', httpRoute: '/z', httpResponseStatusCode: 502, durationMs: 12 },
      ]),
    ]);
    const [a, b] = [facts?.clients.get('a'), facts?.clients.get('b')];
    expect([a?.requests, a?.failed, a?.failedRoutes?.size, a?.denied, a?.badBot]).toEqual([3, 3, 2, 1, 1]);
    expect([b?.requests, b?.failed, b?.agents]).toEqual([1, 0, 0]);
    const [routes] = facts?.hosts.values() ?? [];
    expect([...(routes?.keys() ?? [])].sort()).toEqual(['(other)', 'GET /z']);
    expect(routes?.get('GET /z')).toMatchObject({ requests: 1, errors: 1, faults: 1 });
    expect(routes?.get('(other)')).toMatchObject({ requests: 3, errors: 3, faults: 0 });
  });

  it('stay bounded when clients are invented, and keep those that do most', () => {
    const invented = Array.from({ length: 50_000 }, (_, at): Line => ({
      clientAddress: `10.${at >> 8}.${at & 255}.1`,
    }));
    const busy = Array.from({ length: 30 }, (): Line => ({ clientAddress: '203.0.113.9' }));
    const facts = factsOf([stored(0, [...busy, ...invented])]);
    expect(facts?.clients.size).toBeLessThanOrEqual(40_000);
    expect(facts?.clients.get('203.0.113.9')?.requests).toBe(30);
  });
});

describe('sets of the least hashes', () => {
  it('are the same in any order, and exact as long as they are small', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 32 - 1), { maxLength: 200 }), (hashes) => {
        const set = LeastHashes.of(hashes);
        expect(set.hashes).toEqual([...new Set(hashes)].sort((a, b) => a - b).slice(0, 64));
        expect(LeastHashes.of([...hashes].reverse()).hashes).toEqual(set.hashes);
      }),
    );
  });
});
