import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatisticsFormatError } from '@log-monitor/access-statistics';
import { request } from '../../access-statistics/test/sample-records.js';
import { ClientFacts } from '../src/facts/client-facts.js';
import { latencyBucket } from '../src/facts/coarse-latency.js';
import { FactsTally } from '../src/facts/write/facts-tally.js';
import { hash32, LeastHashes } from '../src/facts/least-hashes.js';
import { readFacts } from '../src/facts/read/read-facts.js';
import { WindowFacts } from '../src/facts/window-facts.js';
import { BEGIN, factsOf, type Line, stored } from './windows.js';

const line: fc.Arbitrary<Line> = fc.record({
  serverAddress: fc.constantFrom('a.example', 'b.example', 'c', 'd', 'e', 'f'),
  clientAddress: fc.constantFrom(undefined, '10.0.0.1', '010.0.0.1', '255.2.0.10', '2001:db8::1', '地址'),
  httpRoute: fc.constantFrom('/', '/orders/:id', '/größe'),
  httpRequestMethod: fc.constantFrom('GET', 'POST'),
  httpResponseStatusCode: fc.constantFrom(200, 304, 401, 403, 404, 500, undefined),
  userAgentOriginal: fc.constantFrom(undefined, 'Mozilla/5.0', 'sqlmap/1.8', 'curl/8'),
  durationMs: fc.constantFrom(undefined, 0, 0.3, 12, 900, 1e7),
});

/** Five requests as version 1 wrote them. */
const FIRST_VERSION = Buffer.from(
  'AYCazlUCCWEuZXhhbXBsZQEPR0VUIC9vcmRlcnMvOmlkAQEBARwBCWIuZXhhbXBsZQMFR0VUIC8BAAAAByhvdGhlcikCAgAACkdFVCAvbG9naW4BAQAAAwsyMDMuMC4xMTMu' +
    'OQMOAgABAQID8qCi0wHvn7ORCcTbtawJAQH+iuuoCgELMjAwMTpkYjg6OjEBAQEAAQGcjrb2CgkwMTAuMC4wLjEBAwEBxNu1rAkBAZyOtvYKAQGcjrb2Cg==',
  'base64',
);

/** The same as version 2 wrote them. */
const SECOND_VERSION = Buffer.from(
  'AoCazlUCCWEuZXhhbXBsZQEPR0VUIC9vcmRlcnMvOmlkAQEBARwBCWIuZXhhbXBsZQMFR0VUIC8BAAAAByhvdGhlcikCAgAACkdFVCAvbG9naW4BAQAAA8nLAHEJAwIA' +
    'AQECA3KQaBrvzyySxG2NlQEBfsUapQEiCzIwMDE6ZGI4OjoxAQABARyHza5yCTAxMC4wLjAuMQHEbY2VAQEch82uAQEch82u',
  'base64',
);

/** Facts as plain data, in the order of their names. */
function plain(
  facts: WindowFacts | undefined,
  clients: Iterable<[string, ClientFacts]> = facts?.clients ?? [],
): unknown {
  const sorted = <Value>(entries: Iterable<[string, Value]>): [string, Value][] =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    hosts: sorted(facts?.hosts ?? []).map(([host, routes]) => [host, sorted(routes)]),
    clients: sorted(clients).map(([address, one]) => [
      address,
      ...[one.requests, one.denied, one.failed, one.badBot, one.agents, sorted(one.hosts)],
      ...[[...one.agentHashes()].sort(), one.deniedRoutes?.hashes ?? [], one.failedRoutes?.hashes ?? []],
    ]),
  };
}

/** What lines should give. */
interface Expected {
  readonly facts: WindowFacts;
  readonly clients: Map<string, ClientFacts>;
}

/** Adds a line to facts, member by member. */
function addPlainly({ facts, clients }: Expected, line: Line): void {
  const record = request(line);
  const {
    serverAddress = '',
    httpResponseStatusCode: status = 0,
    clientAddress,
    userAgentOriginal,
    durationMs,
  } = record;
  const named = `${record.httpRequestMethod} ${record.httpRoute}`;
  const isMissing = [400, 403, 404, 405, 410].includes(status);
  const route = facts.route(serverAddress, isMissing ? '(other)' : named);
  route.requests += 1;
  if (status >= 400) route.errors += 1;
  if (status >= 500) route.faults += 1;
  if (durationMs !== undefined) {
    const bucket = latencyBucket(durationMs);
    while (route.latency.length <= bucket) route.latency.push(0);
    route.latency[bucket] = (route.latency[bucket] ?? 0) + 1;
  }
  if (clientAddress === undefined) return;
  const client = clients.get(clientAddress) ?? new ClientFacts();
  clients.set(clientAddress, client);
  client.addRequests(serverAddress, 1);
  if (isMissing) client.addFailed(hash32(named), 1);
  if (status === 401 || status === 403) client.addDenied(hash32(named), 1);
  if (userAgentOriginal === undefined) return;
  client.addAgent(hash32(userAgentOriginal));
  if (userAgentOriginal.startsWith('sqlmap')) client.badBot += 1;
}

describe('facts', () => {
  it('are those of each line, by source and window, one batch after the other', () => {
    const tally = new FactsTally();
    const placed = fc.record({ line, source: fc.integer({ min: 1, max: 2 }), window: fc.integer({ min: -1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 120 }), (lines) => {
        const expected = new Map<string, Expected>();
        for (const one of lines) {
          const start = BEGIN + 10 * one.window;
          tally.add(one.source, start * 1000 + 4_321, request(one.line));
          const name = `${one.source} ${start}`;
          const window = expected.get(name) ?? { facts: new WindowFacts(), clients: new Map<string, ClientFacts>() };
          expected.set(name, window);
          addPlainly(window, one.line);
        }
        const seen = new Map<string, WindowFacts>();
        for (const { source, from, to, latest, body } of tally.take()) {
          const starts: number[] = [];
          readFacts(body, (start) => {
            starts.push(start);
            const facts = new WindowFacts();
            seen.set(`${source} ${start}`, facts);
            return facts;
          });
          expect([starts[0], starts.at(-1), latest]).toEqual([from, to, to * 1000 + 4_321]);
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
        }
        expect([...seen.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [name, facts] of seen) {
          const { facts: wanted, clients } = expected.get(name) as Expected;
          expect(plain(facts)).toEqual(plain(wanted, clients));
        }
      }),
    );
  });

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
    const busy = Array.from({ length: 30 }, (_, at): Line => ({
      ...{
        clientAddress: '203.0.113.9',
        serverAddress: at % 3 === 0 ? 'a' : 'b',
        userAgentOriginal: `agent ${at % 2}`,
      },
      ...{ httpRoute: `/${at % 5}`, httpResponseStatusCode: at % 3 === 0 ? 404 : 200 },
    }));
    const facts = factsOf([stored(0, [...busy, ...invented]), stored(0, busy)]);
    expect(facts?.clients.size).toBeLessThanOrEqual(40_000);
    const client = facts?.clients.get('203.0.113.9');
    expect([client?.requests, client?.failed, client?.failedRoutes?.size, client?.agents]).toEqual([60, 20, 5, 2]);
    expect([...(client?.hosts ?? [])].sort()).toEqual([
      ['a', 20],
      ['b', 40],
    ]);
    const clients = facts?.clients ?? [];
    expect(facts?.clients.requests).toBe([...clients].reduce((sum, [, { requests }]) => sum + requests, 0));
  });

  it('are right when a window is looked at before its last part is read', () => {
    const facts = new WindowFacts();
    const lines: Line[] = [
      { clientAddress: 'a', httpRoute: '/x', httpResponseStatusCode: 404 },
      { clientAddress: 'b', httpRoute: '/y' },
      { clientAddress: 'c', httpRoute: '/y' },
      { clientAddress: 'd', httpRoute: '/y' },
    ];
    for (const one of lines) {
      readFacts(stored(0, [one]), () => facts);
      expect(facts.clients.get('a')?.failedRoutes?.size).toBe(1);
    }
    for (const address of ['b', 'c', 'd']) expect(facts.clients.get(address)?.failedRoutes).toBeUndefined();
  });

  it.each([
    ['first', FIRST_VERSION],
    ['second', SECOND_VERSION],
  ])('are read as the %s version wrote them, too', (_, written) => {
    const lines: Line[] = [
      {
        ...{ serverAddress: 'a.example', httpRoute: '/orders/:id', httpResponseStatusCode: 502, durationMs: 12 },
        userAgentOriginal: 'Mozilla/5.0',
      },
      { serverAddress: 'b.example', httpRoute: '/', userAgentOriginal: 'curl/8' },
      { serverAddress: 'b.example', httpRoute: '/x', httpResponseStatusCode: 404, userAgentOriginal: 'nikto' },
    ].map((one) => ({ clientAddress: '203.0.113.9', ...one }));
    lines.push(
      ...[
        { clientAddress: '2001:db8::1', httpResponseStatusCode: 401 },
        { clientAddress: '010.0.0.1', httpResponseStatusCode: 403, userAgentOriginal: 'curl/8' },
      ].map((one) => ({ serverAddress: 'b.example', httpRoute: '/login', ...one })),
    );
    expect(plain(factsOf([written]))).toEqual(plain(factsOf([stored(0, lines)])));
    expect(plain(factsOf([stored(0, lines), written]))).toEqual(plain(factsOf([stored(0, [...lines, ...lines])])));
  });

  it('name what comes again in each window and source that is read by itself', () => {
    const hosts = ['a.example', 'b.example'];
    const routes = ['/x', '/y', '/x'];
    const tally = new FactsTally();
    for (const source of [1, 2])
      for (const window of [0, 1, 2])
        for (const serverAddress of hosts)
          for (const httpRoute of routes)
            tally.add(source, (BEGIN + 10 * window) * 1000, request({ serverAddress, httpRoute }));
    const bodies = tally.take();
    expect(bodies.map(({ source }) => source)).toEqual([1, 2]);
    const read = bodies.flatMap(({ body }) => {
      const windows = new Map<number, WindowFacts>();
      readFacts(body, (start) => {
        const facts = new WindowFacts();
        windows.set(start, facts);
        return facts;
      });
      // A name is written once.
      expect(body.toString('latin1').split('a.example')).toHaveLength(2);
      expect(body.toString('latin1').split('GET /x')).toHaveLength(2);
      return [...windows.values()];
    });
    expect(read).toHaveLength(6);
    const expected = factsOf([
      stored(
        0,
        hosts.flatMap((serverAddress) => routes.map((httpRoute): Line => ({ serverAddress, httpRoute }))),
      ),
    ]);
    for (const facts of read) expect(plain(facts)).toEqual(plain(expected));
  });

  it('whose bytes name what was not written are refused', () => {
    const body = Buffer.from(stored(0, [{ serverAddress: 'a.example', httpRoute: '/x' }]));
    const place = body.indexOf('GET /x') - 2;
    body[place] = 1;
    expect(() => readFacts(body, () => undefined)).toThrow(new StatisticsFormatError('name 1 was not written'));
  });

  it('know the routes of a batch after one with more routes than are remembered', () => {
    const many = Array.from({ length: 5_100 }, (_, at): Line => ({ httpRoute: `/route-${at}` }));
    stored(0, many);
    const facts = factsOf([stored(0, [{ httpRoute: '/route-5', httpResponseStatusCode: 500 }, ...many.slice(0, 10)])]);
    const [routes] = facts?.hosts.values() ?? [];
    expect([...(routes?.keys() ?? [])].sort()).toEqual(many.slice(0, 10).map(({ httpRoute }) => `GET ${httpRoute}`));
    expect(routes?.get('GET /route-5')).toMatchObject({ requests: 2, faults: 1 });
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
