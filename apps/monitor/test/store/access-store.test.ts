import { AccessTally, KEPT_FACETS, windowsOf } from '@log-monitor/access-statistics';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AccessLine } from '../../src/batch/access-batch.js';
import { AccessPartition, errorLine, FakeWebServer, request } from '../parts/access-lines.js';
import { TestStore } from '../parts/test-store.js';

let store: TestStore;
let partition: AccessPartition;
let now: number;
let number = 0;

beforeAll(async () => {
  store = await TestStore.create();
});
afterAll(() => store.close());
beforeEach(async () => {
  partition = new AccessPartition(number++);
  await store.store.openPosition({ topic: 'web-logs', partition: partition.partition }, 0);
  now = store.pool.clock.now();
  await store.rows('TRUNCATE access_record, access_error, access_unparsed, access_delta');
});

const send = (lines: readonly Omit<AccessLine, 'offset'>[]) => store.store.store(partition.batch(lines));

/** What all deltas have together. */
async function counted(): Promise<AccessTally> {
  const tally = new AccessTally();
  for (const row of await store.rows<Record<string, Buffer | null>>('SELECT * FROM access_delta')) {
    for (const name of KEPT_FACETS) if (row[name] != null) tally.mergeEncoded(name, row[name]);
  }
  return tally;
}

const sources = async () =>
  (await store.rows<{ sources: Record<string, unknown>[] }>('SELECT sources FROM access_delta ORDER BY id')).flatMap(
    (row) => row.sources,
  );

it('stores requests, lines of error logs and lines that no format reads, and counts them', async () => {
  const server = new FakeWebServer('shop');
  const record = request({
    clientAddress: '2001:db8::7', serverAddress: 'shop.example', httpRoute: '/o/:id', urlPath: '/o/7', httpResponseStatusCode: 502,
    durationMs: 12.5, upstreamDurationMs: 11.25, httpResponseBodySize: 2 ** 40, requestId: 'r-1', traceId: 't-1', flags: ['latin1', 'cut'],
  }); // prettier-ignore
  const result = await send([
    server.line(now, record, 'GET /o/7?token=abcdefghij HTTP/1.1 "Käse" \0'),
    server.line(now - 5, request({ healthCheck: true, httpResponseStatusCode: undefined })),
    server.line(now, errorLine({ host: 'shop.example', upstream: 'http://u:secret@10.0.0.1/' })),
    server.line(now, { kind: 'unparsed', reason: 'bad_json', raw: '{\0"a', timestamp: undefined, flags: undefined }),
    server.line(now, { kind: 'heartbeat', timestamp: undefined }),
  ]);
  expect(result).toMatchObject({ stored: 5, duplicates: 0 });
  const rows = await store.rows(`SELECT * FROM access_record ORDER BY time DESC`);
  expect(rows[0]).toMatchObject({
    time: new Date(now), client: '2001:db8::7', host: 'shop.example', method: 'GET', route: '/o/:id', path: '/o/7', status: 502,
    duration_ms: 12.5, upstream_ms: 11.25, bytes: String(2 ** 40), latency: 0, health_check: false, request_id: 'r-1', trace_id: 't-1',
    flags: 1 | (1 << 14), line: 'GET /o/7?token=[REDACTED] HTTP/1.1 "Käse" \u2400', kafka_offset: '0', element: 0,
  }); // prettier-ignore
  expect(rows[1]).toMatchObject({ status: null, health_check: true, latency: 3, duration_ms: null, bytes: null });
  expect(await store.rows('SELECT level, message_class, host, upstream FROM access_error')).toEqual([
    { level: 4, message_class: 'connection_failed', host: 'shop.example', upstream: 'http://u:secret@10.0.0.1/' },
  ]);
  expect(await store.rows('SELECT reason, line, size FROM access_unparsed')).toEqual([
    { reason: 'bad_json', line: Buffer.from('{\0"a'), size: 4 },
  ]);
  expect(await sources()).toMatchObject([
    {
      lines: 5,
      requests: 2,
      healthChecks: 1,
      errors: 1,
      heartbeats: 1,
      unparsed: 1,
      byReason: { bad_json: 1 },
      outside: 0,
    },
  ]);
  const tally = await counted();
  expect(windowsOf(tally, 'total', 10).map(({ cell }) => [cell.requests, cell.faults, cell.bytes])).toEqual([
    [1, 1, 2 ** 40],
  ]);
  expect(windowsOf(tally, 'error_class', 600).map(({ host, value }) => [host, value])).toEqual([
    ['shop.example', 'ERROR connection_failed'],
  ]);
});

it('neither stores nor counts a number that the ledger has', async () => {
  const server = new FakeWebServer('twice');
  const lines = [server.line(now, request()), server.line(now, request())];
  await send(lines);
  expect(await send([...lines, server.line(now, request())])).toMatchObject({ stored: 1, duplicates: 2 });
  expect(await store.value('SELECT count(*)::int FROM access_record')).toBe(3);
  expect(windowsOf(await counted(), 'total', 86_400).map(({ cell }) => cell.requests)).toEqual([3]);
  expect(await sources()).toMatchObject([{ lines: 2 }, { lines: 1, duplicates: 2 }]);
});

it('takes all lines of one message, and all of servers without numbers', async () => {
  const server = new FakeWebServer('bundle');
  const line = server.line(now, request());
  const batch = partition.batch([line, { ...line, element: 1 }, { ...line, element: 2 }]);
  for (const one of batch.payload.lines) one.offset = 0;
  expect(await store.store.store(batch)).toMatchObject({ stored: 3, duplicates: 0 });
  const kong = new FakeWebServer('logging.kong', { ledger: false });
  expect(await send([kong.line(now, request()), kong.line(now, request())])).toMatchObject({ stored: 2 });
  expect(await store.value(`SELECT count(*)::int FROM service WHERE name = 'logging.kong'`)).toBe(0);
});

it('stores nothing of a transaction that fails, and everything once when it is tried again', async () => {
  const server = new FakeWebServer('rolled-back');
  const batch = partition.batch([server.line(now, request()), server.line(now, request())]);
  await store.rows('ALTER TABLE access_delta ADD CONSTRAINT as_the_test_has_it CHECK (false) NOT VALID');
  await expect(store.store.store(batch)).rejects.toThrow('as_the_test_has_it');
  await store.rows('ALTER TABLE access_delta DROP CONSTRAINT as_the_test_has_it');
  expect(await store.value('SELECT count(*)::int FROM access_record')).toBe(0);
  expect(await store.store.store(batch)).toMatchObject({ stored: 2, duplicates: 0 });
  await expect(store.store.store(batch)).rejects.toMatchObject({ code: 'POSITION_MOVED' });
  expect(await store.value('SELECT count(*)::int FROM access_record')).toBe(2);
  expect(windowsOf(await counted(), 'total', 86_400).map(({ cell }) => cell.requests)).toEqual([2]);
});

it('files what lies outside of all windows at their borders, and says by how much', async () => {
  const server = new FakeWebServer('skewed');
  const day = 86_400_000;
  await send([
    server.line(now + 3 * day, request()),
    server.line(now - 500 * day, request()),
    server.line(now - 30 * day, request()),
  ]);
  const [row] = await sources();
  expect(row).toMatchObject({ outside: 2 });
  expect((row?.['skewSeconds'] as number) / 86_400).toBeCloseTo(-500, 0);
  expect(row?.['latestEvent']).toBeLessThanOrEqual(store.pool.clock.now());
  const starts = windowsOf(await counted(), 'total', 86_400).map(({ start }) => Math.round((start * 1000 - now) / day));
  expect(starts.sort((a, b) => a - b).map((start) => Math.round(start / 10) * 10 + 0)).toEqual([-400, -30, 0]);
  const [bounds] = await store.rows<{ low: Date; high: Date }>(
    'SELECT min(time) AS low, max(time) AS high FROM access_record',
  );
  expect((bounds?.low.getTime() ?? 0) - now).toBeCloseTo(-7 * day, -5);
  expect((bounds?.high.getTime() ?? 0) - now).toBeCloseTo(3_600_000, -5);
});

it('has one number for a source, and one for all that are too many', async () => {
  const origins = ['a', 'b', 'a'].map((name) => new FakeWebServer(name, { ledger: false }));
  await send(origins.map((server) => server.line(now, request())));
  expect(await store.value(`SELECT count(*)::int FROM access_source WHERE name IN ('a', 'b')`)).toBe(2);
  await store.rows(
    `INSERT INTO access_source (name, topic) SELECT 'filler-' || n, 't' FROM generate_series(1, 2000) n`,
  );
  await send(['c', 'd'].map((name) => new FakeWebServer(name, { ledger: false }).line(now, request())));
  expect(await store.value(`SELECT count(*)::int FROM access_source WHERE name IN ('c', 'd')`)).toBe(0);
  expect(
    await store.value(
      `SELECT count(*)::int FROM access_record r JOIN access_source s ON s.id = r.source_id WHERE s.name = '(other)'`,
    ),
  ).toBe(2);
});
