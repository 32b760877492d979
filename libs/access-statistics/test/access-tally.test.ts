import type { AccessRecord } from '@log-monitor/access-record';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AccessTally } from '../src/access-tally.js';
import { FACETS, KEPT_FACETS, MOST_HOSTS, MOST_OPEN_VALUES, OTHER } from '../src/facets.js';
import { cutWindow, type WindowCell, windowsOf } from '../src/windows.js';
import { request } from './sample-records.js';

const START = Date.UTC(2026, 10, 27, 12);

interface Seen {
  source: number;
  time: number;
  record: AccessRecord;
}

const seen: fc.Arbitrary<Seen> = fc
  .record({
    source: fc.integer({ min: 1, max: 3 }),
    time: fc.integer({ min: START, max: START + 3_600_000 }),
    status: fc.constantFrom(undefined, 0, 101, 200, 404, 499, 500),
    path: fc.constantFrom(undefined, '/', '/orders', '/Käse\u2028', 'x'.repeat(900)),
    host: fc.constantFrom(undefined, 'a.example', 'b.example'),
    client: fc.constantFrom(undefined, '10.0.0.1', '2001:db8::1'),
    referrer: fc.constantFrom(undefined, 'https://search.example:443/?q=1', 'nonsense'),
    durationMs: fc.option(fc.double({ min: 0, max: 90_000, noNaN: true }), { nil: undefined }),
    bytes: fc.nat(2 ** 40),
  })
  .map(({ source, time, status, path, host, client, referrer, durationMs, bytes }) => ({
    source,
    time,
    record: request({
      httpResponseStatusCode: status,
      urlPath: path,
      serverAddress: host,
      clientAddress: client,
      httpRequestReferrer: referrer,
      durationMs,
      httpResponseBodySize: bytes,
    }),
  }));

function tallyOf(all: readonly Seen[]): AccessTally {
  const tally = new AccessTally();
  for (const { source, time, record } of all) tally.add(source, time, record);
  return tally;
}

/** The tally by way of its bytes. */
function copyOf(tally: AccessTally): AccessTally {
  const copy = new AccessTally();
  for (const name of KEPT_FACETS) copy.mergeEncoded(name, tally.encode(name) ?? Uint8Array.of(1));
  return copy;
}

const bytesOf = (tally: AccessTally): string =>
  KEPT_FACETS.map((name) => tally.encode(name)?.toString('base64') ?? '').join('\n');

const sum = (windows: readonly WindowCell[], by: (one: WindowCell) => number): number =>
  windows.reduce((total, one) => total + by(one), 0);

it('is the same in whatever order requests are added and tallies merged', () => {
  fc.assert(
    fc.property(fc.array(seen, { maxLength: 60 }), fc.nat(60), fc.nat(60), (all, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const whole = tallyOf(all);
      const merged = tallyOf(all.slice(high));
      merged.absorb(tallyOf(all.slice(0, low)));
      merged.absorb(copyOf(tallyOf(all.slice(low, high).reverse())));
      expect(bytesOf(merged)).toBe(bytesOf(whole));
      expect(bytesOf(copyOf(whole))).toBe(bytesOf(whole));
    }),
  );
});

it('counts the same in windows of every width', () => {
  fc.assert(
    fc.property(fc.array(seen, { maxLength: 60 }), (all) => {
      const tally = tallyOf(all);
      const bytes = all.reduce((total, { record }) => total + (record.httpResponseBodySize ?? 0), 0);
      for (const { name, finest } of Object.values(FACETS)) {
        const every = name !== 'not_found' && name !== 'referrer' && name !== 'error_class';
        for (const width of [10, 60, 600, 3600, 86_400] as const) {
          if (width < finest) continue;
          const windows = windowsOf(tally, name, width);
          if (every) expect(sum(windows, ({ cell }) => cell.requests)).toBe(all.length);
          if (every) expect(sum(windows, ({ cell }) => cell.bytes)).toBe(bytes);
          expect(windows.every(({ start }) => start % width === 0)).toBe(true);
        }
      }
      const missing = all.filter(({ record }) => record.httpResponseStatusCode === 404).length;
      expect(sum(windowsOf(tally, 'not_found', 86_400), ({ cell }) => cell.requests)).toBe(missing);
      const timed = all.filter(({ record }) => record.durationMs !== undefined).length;
      expect(sum(windowsOf(tally, 'total', 3600), ({ cell }) => cell.latency?.count ?? 0)).toBe(timed);
    }),
  );
});

it('counts errors, faults, bytes, clients and referring sites of a host', () => {
  const tally = new AccessTally();
  const asked = { serverAddress: 'shop.example', urlPath: '/a', httpRoute: '/:x' };
  tally.add(1, START, request({ ...asked, clientAddress: '10.0.0.1', httpRequestReferrer: 'https://shop.example/x' }));
  tally.add(1, START, request({ ...asked, clientAddress: '10.0.0.2', httpResponseStatusCode: 404 }));
  tally.add(1, START, request({ ...asked, clientAddress: '10.0.0.1', rpcGrpcStatusCode: 14, durationMs: 12 }));
  tally.add(
    1,
    START,
    request({ ...asked, httpResponseStatusCode: 503, httpRequestReferrer: 'http://ME@News.example:80?q' }),
  );
  const [window] = windowsOf(tally, 'total', 86_400);
  expect(window).toMatchObject({
    host: '',
    value: '',
    cell: { requests: 4, errors: 2, faults: 2, timed: 1, durationUs: 12_000 },
  });
  expect(window?.cell.clients?.estimate()).toBe(2);
  expect(windowsOf(tally, 'referrer', 600).map(({ value }) => value)).toEqual(['news.example']);
  expect(windowsOf(tally, 'route', 60).map(({ value, cell }) => [value, cell.requests])).toEqual([['GET /:x', 4]]);
});

it('leaves the life of a stream out of latencies', () => {
  const tally = new AccessTally();
  tally.add(1, START, request({ durationMs: 90_000, latency: 'stream' }));
  tally.add(1, START, request({ latency: 'negative' }));
  expect(windowsOf(tally, 'total', 10)[0]?.cell).toMatchObject({ requests: 2, timed: 0, latency: undefined });
});

it('marks what comes after the watermark of its source as late, window by window', () => {
  const given = tallyOf([
    { source: 1, time: START + 5000, record: request() },
    { source: 1, time: START + 25_000, record: request() },
    { source: 2, time: START + 5000, record: request() },
  ]);
  const tally = new AccessTally();
  tally.mergeEncoded('status', given.encode('status') as Buffer, new Map([[1, START / 1000 + 25]]));
  const late = windowsOf(tally, 'status', 10).map(({ source, start, cell }) => [
    source,
    start - START / 1000,
    cell.late,
  ]);
  expect(late).toEqual([[1, 0, 1], [1, 20, 0], [2, 0, 0]]); // prettier-ignore
});

it('takes a tally over as it reads its bytes, what came late included', () => {
  fc.assert(
    fc.property(
      fc.array(seen, { maxLength: 60 }),
      fc.array(seen, { maxLength: 60 }),
      fc.nat(3600),
      (first, second, at) => {
        const watermarks = new Map([1, 2].map((source) => [source, START / 1000 + at * source - 600]));
        const read = tallyOf(first);
        for (const name of KEPT_FACETS)
          read.mergeEncoded(name, tallyOf(second).encode(name) ?? Uint8Array.of(1), watermarks);
        const taken = tallyOf(first);
        taken.absorb(tallyOf(second), watermarks);
        expect(bytesOf(taken)).toBe(bytesOf(read));
        expect(taken.size).toBe(read.size);
      },
    ),
  );
});

it('holds no more values than the cap: those with the fewest requests go to other, with how much one of them can have had', () => {
  const tally = new AccessTally();
  let sent = 0;
  for (let index = 0; index < 3 * MOST_OPEN_VALUES; index += 1, sent += 1) {
    tally.add(1, START, request({ urlPath: `/rare/${index}` }));
    if (index % 4 === 0)
      for (let popular = 0; popular < 5; popular += 1, sent += 1)
        tally.add(1, START, request({ urlPath: `/popular/${popular}` }));
  }
  const windows = windowsOf(tally, 'url', 600);
  expect(windows.length).toBeLessThanOrEqual(MOST_OPEN_VALUES);
  expect(sum(windows, ({ cell }) => cell.requests)).toBe(sent);
  const other = windows.find(({ value }) => value === OTHER);
  // Room is made at every 20,000 values, nearly all of which have one request.
  expect(other?.cell.cut).toBe(3);
  for (let popular = 0; popular < 5; popular += 1) {
    const found = windows.find(({ value }) => value === `/popular/${popular}`)?.cell.requests ?? 0;
    expect(found).toBe((3 * MOST_OPEN_VALUES) / 4);
  }
});

it('keeps the hosts apart that come first, and counts the others as other', () => {
  const hosts = new AccessTally();
  for (let index = 0; index < MOST_HOSTS + 5; index += 1) hosts.add(1, START, request({ serverAddress: `h${index}` }));
  expect(windowsOf(hosts, 'host', 600).find(({ host }) => host === OTHER)?.cell.requests).toBe(5);
});

it('cuts a window to its cap: what was asked most stays, and sums are kept', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 5, maxLength: 40 }), (counts) => {
      const tally = new AccessTally();
      for (const [index, times] of counts.entries()) {
        for (let time = 0; time < times; time += 1) tally.add(1, START, request({ urlPath: `/${index}` }));
      }
      const cut = cutWindow(windowsOf(tally, 'url', 600), { cap: 5, isRanked: false });
      expect(sum(cut, ({ cell }) => cell.requests)).toBe(counts.reduce((a, b) => a + b, 0));
      const top = counts.toSorted((a, b) => b - a);
      const kept = cut.filter(({ value }) => value !== OTHER).map(({ cell }) => cell.requests);
      expect(kept.sort((a, b) => b - a)).toEqual(top.slice(0, 5));
      const other = cut.find(({ value }) => value === OTHER);
      expect(other?.cell.cut ?? 0).toBe(top[5] ?? 0);
    }),
  );
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...KEPT_FACETS), (bytes, name) => {
      try {
        new AccessTally().mergeEncoded(name, Uint8Array.of(1, ...bytes));
      } catch (error) {
        expect((error as { code?: string }).code).toBe('STATISTICS_FORMAT');
      }
    }),
  );
});
