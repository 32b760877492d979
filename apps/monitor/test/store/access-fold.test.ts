import {
  AccessTally,
  type FacetName,
  FACETS,
  KEPT_FACETS,
  OTHER,
  type Width,
  windowsOf,
} from '@log-monitor/access-statistics';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AccessLine } from '../../src/batch/access-batch.js';
import { AccessFold } from '../../src/store/access/access-fold.js';
import { FreshTallies } from '../../src/store/access/fresh-tallies.js';
import { AccessPartition, errorLine, FakeWebServer, request } from '../parts/access-lines.js';
import { TestStore } from '../parts/test-store.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALWAYS = ['total', 'host', 'status', 'method', 'route', 'url', 'client', 'browser', 'system'] as const;

let store: TestStore;
let fold: AccessFold;
let partition: AccessPartition;
let now: number;
let begin: number;
let number = 0;

beforeAll(async () => {
  store = await TestStore.create();
});
afterAll(() => store.close());
beforeEach(async () => {
  partition = new AccessPartition(number++);
  await store.store.openPosition({ topic: 'web-logs', partition: partition.partition }, 0);
  now = store.pool.clock.now();
  begin = now - (now % HOUR) - 3 * HOUR;
  await store.rows('TRUNCATE access_record, access_error, access_unparsed, access_delta, access_window');
  fold = newFold();
});

const newFold = (fresh = store.fresh) => new AccessFold(store.pool, fresh, { access: { watermarkSeconds: 120 } });
const send = (lines: readonly Omit<AccessLine, 'offset'>[], to = partition) => store.store.store(to.batch(lines));

/** Folds until nothing is left to fold, as if it were so much later. */
async function foldAll(later = 0): Promise<void> {
  while ((await fold.fold(store.pool.clock.now() + later)) > 0);
}

/** Requests in all windows of a width, those that are not written yet included. */
async function requestsOf(name: FacetName, width: Width): Promise<number> {
  const { number: facet } = FACETS[name];
  const sql = 'SELECT coalesce(sum(requests), 0)::int FROM access_window WHERE facet = $1 AND width = $2';
  const open = windowsOf(await notWritten(), name, width).reduce((sum, { cell }) => sum + cell.requests, 0);
  return ((await store.value(sql, [facet, width])) as number) + open;
}

async function notWritten(): Promise<AccessTally> {
  const tally = new AccessTally();
  for (const row of await store.rows<Record<string, Buffer | null>>('SELECT * FROM access_delta')) {
    for (const name of KEPT_FACETS) if (row[name] != null) tally.mergeEncoded(name, row[name]);
  }
  return tally;
}

async function expectEverywhere(requests: number): Promise<void> {
  for (const name of ALWAYS) {
    for (const width of [10, 60, 600, 3600, 86_400] as const) {
      if (width < FACETS[name].finest) continue;
      expect([name, width, await requestsOf(name, width)]).toEqual([name, width, requests]);
    }
  }
}

const deltas = () => store.value('SELECT count(*)::int FROM access_delta');
const someRequest = (at: number) =>
  request({
    serverAddress: `h${at % 3}.example`,
    urlPath: `/p/${at % 7}`,
    clientAddress: `10.0.0.${at % 50}`,
    httpResponseStatusCode: at % 10 === 0 ? 503 : 200,
    durationMs: at % 100,
    httpResponseBodySize: 10,
  });

it('counts everything once in windows of every width, in whatever order it comes', async () => {
  const server = new FakeWebServer('order');
  const lines = Array.from({ length: 600 }, (_, at) =>
    server.line(begin + ((at * 7919) % (2 * HOUR)), someRequest(at)),
  );
  for (let from = 0; from < lines.length; from += 100) {
    await send(lines.slice(from, from + 100));
    await fold.fold(store.pool.clock.now());
    await expectEverywhere(Math.min(600, from + 100));
  }
  await foldAll(10 * MINUTE);
  expect(await deltas()).toBe(0);
  await expectEverywhere(600);
  const [day] = await store.rows(
    `SELECT sum(errors)::int AS errors, sum(faults)::int AS faults, sum(bytes)::int AS bytes, sum(timed)::int AS timed,
       sum(duration_us)::bigint AS duration, max(longest_us)::int AS longest FROM access_window WHERE facet = 1 AND width = 86400`,
  );
  expect(day).toEqual({
    errors: 60,
    faults: 60,
    bytes: 6000,
    timed: 600,
    duration: String(6 * 4950 * 1000),
    longest: 99_000,
  });
});

it('is the same whichever way batches come to their windows: histograms and clients too', async () => {
  const server = new FakeWebServer('same');
  const lines = Array.from({ length: 900 }, (_, at) => server.line(begin + ((at * 31) % HOUR), someRequest(at)));
  const exact = new AccessTally();
  for (const { time, line } of lines) if (line.kind === 'access') exact.add(1, time, line);
  for (let from = 0; from < lines.length; from += 90) {
    await send(lines.slice(from, from + 90));
    // Each time as if the slots were over: windows are written, opened again and added to.
    await foldAll(from % 180 === 0 ? 10 * MINUTE : 0);
  }
  await foldAll(10 * MINUTE);
  const rows = await store.rows<{ host: string; start: Date; latency: Buffer; clients: Buffer }>(
    'SELECT host, start, latency, clients FROM access_window WHERE facet = 2 AND width = 3600 ORDER BY start, host',
  );
  const wanted = windowsOf(exact, 'host', 3600).sort((a, b) => a.start - b.start || (a.host < b.host ? -1 : 1));
  expect(rows.map(({ latency, clients }) => [latency.toString('hex'), clients.toString('hex')])).toEqual(
    wanted.map(({ cell }) => [cell.latency?.encode().toString('hex'), cell.clients?.encode().toString('hex')]),
  );
});

it('leaves nothing of a transaction that is aborted in the middle, and loses nothing', async () => {
  const server = new FakeWebServer('killed');
  await send(Array.from({ length: 200 }, (_, at) => server.line(begin + at * 1000, someRequest(at))));
  for (const table of ['access_delta', 'access_window_600', 'access_window_day']) {
    await store.rows(`ALTER TABLE ${table} ADD CONSTRAINT killed CHECK (false) NOT VALID`);
    await expect(foldAll(10 * MINUTE)).rejects.toThrow('killed');
    await store.rows(`ALTER TABLE ${table} DROP CONSTRAINT killed`);
    await expectEverywhere(200);
    await fold.fold(store.pool.clock.now());
    await expectEverywhere(200);
  }
  await foldAll(10 * MINUTE);
  await expectEverywhere(200);
});

it('ends without a trace when its connection is killed', async () => {
  const server = new FakeWebServer('connection');
  await send(Array.from({ length: 300 }, (_, at) => server.line(begin + at * 1000, someRequest(at))));
  const holder = await store.pool.transaction(async (client) => {
    await client.query('LOCK TABLE access_window IN ACCESS EXCLUSIVE MODE');
    const folding = (async () => {
      await fold.fold(store.pool.clock.now());
      await fold.fold(store.pool.clock.now() + 10 * MINUTE);
    })().catch((error: unknown) => error);
    let pid: unknown;
    while (pid === undefined) {
      pid = await store.value(
        `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%access_window%' AND datname = current_database()`,
      );
    }
    await store.rows('SELECT pg_terminate_backend($1)', [pid]);
    return await folding;
  });
  expect(holder).toBeInstanceOf(Error);
  await expectEverywhere(300);
  await foldAll(10 * MINUTE);
  await expectEverywhere(300);
});

it('counts once while two monitors fold and batches come', async () => {
  const other = newFold(new FreshTallies());
  const server = new FakeWebServer('two');
  let sent = 0;
  for (let round = 0; round < 12; round += 1) {
    const lines = Array.from({ length: 50 }, (_, at) =>
      server.line(begin + round * 5 * MINUTE + at * 1000, someRequest(at)),
    );
    sent += lines.length;
    const at = store.pool.clock.now() + (round % 3) * 10 * MINUTE;
    await Promise.all([send(lines), fold.fold(at), other.fold(at)]);
  }
  await expectEverywhere(sent);
  await foldAll(10 * MINUTE);
  await expectEverywhere(sent);
  expect(await deltas()).toBe(0);
});

it('counts what comes after the watermark where it belongs, and as late', async () => {
  const server = new FakeWebServer('late');
  await send([server.line(begin, request()), server.line(begin + 10 * MINUTE, request())]);
  await foldAll();
  await send([
    server.line(begin + 5000, request()),
    server.line(begin + 8 * MINUTE + 5000, request()),
    server.line(begin + 11 * MINUTE, request()),
  ]);
  await foldAll(10 * MINUTE);
  await expectEverywhere(5);
  expect(
    await store.rows(
      'SELECT start, requests::int, late::int FROM access_window WHERE facet = 1 AND width = 10 AND late > 0 ORDER BY start',
    ),
  ).toEqual([{ start: new Date(begin), requests: 2, late: 1 }]);
  const [source] = await store.rows(`SELECT * FROM access_source WHERE name = 'late'`);
  expect(source).toMatchObject({ late: '1', requests: '5', lines: '5', latest_event: new Date(begin + 11 * MINUTE) });
});

it('writes a slot when its source has passed it and nothing has come for it for 20 s', async () => {
  const server = new FakeWebServer('passes');
  await send([server.line(begin, request())]);
  await fold.fold(now);
  await send([server.line(begin + 12 * MINUTE, request())]);
  await fold.fold(now);
  await fold.fold(store.pool.clock.now() + 10_000);
  expect(await store.value('SELECT count(*)::int FROM access_window')).toBe(0);
  await fold.fold(store.pool.clock.now() + 21_000);
  expect(await store.value('SELECT count(*)::int FROM access_window WHERE facet = 1 AND width = 600')).toBe(1);
  expect(await deltas()).toBe(1);
  await expectEverywhere(2);
});

it('counts lines of error logs, heartbeats, reasons and skew of a source', async () => {
  const server = new FakeWebServer('errors');
  const unparsed = (reason: 'bad_json' | 'empty') =>
    ({ kind: 'unparsed', reason, raw: '', timestamp: undefined, flags: undefined }) as const;
  await send([server.line(begin, errorLine({ host: 'h' })), server.line(begin, unparsed('empty'))]);
  await foldAll(10 * MINUTE);
  await send([
    server.line(begin, errorLine({ host: 'h' })),
    server.line(begin, request()),
    server.line(begin, unparsed('empty')),
    server.line(begin, unparsed('bad_json')),
    server.line(begin, { kind: 'heartbeat', timestamp: undefined }),
    server.line(now + 3 * HOUR, request()),
  ]);
  await foldAll(4 * HOUR);
  expect(
    await store.value(
      `SELECT requests::int FROM access_window WHERE facet = 12 AND width = 3600 AND value = 'ERROR connection_failed'`,
    ),
  ).toBe(2);
  const [source] = await store.rows(`SELECT * FROM access_source WHERE name = 'errors'`);
  expect(source).toMatchObject({
    lines: '8', requests: '2', errors: '2', heartbeats: '1', unparsed: '3', outside: '1', unparsed_by_reason: { empty: 2, bad_json: 1 },
  }); // prettier-ignore
  expect(source?.['largest_skew_seconds']).toBeCloseTo(10_800, -1);
});

it('keeps no more values than the caps, and says how much one of the others can have', async () => {
  const server = new FakeWebServer('caps');
  const lines = Array.from({ length: 6000 }, (_, at) => {
    const popular = at % 3 === 0;
    return server.line(
      begin + (at % 40) * 10_000,
      request({ urlPath: popular ? `/popular/${at % 5}` : `/rare/${at}` }),
    );
  });
  for (let from = 0; from < lines.length; from += 2000) await send(lines.slice(from, from + 2000));
  await foldAll(10 * MINUTE);
  await expectEverywhere(6000);
  const values = (width: number) =>
    store.rows<{ value: string; requests: number; cut: number }>(
      'SELECT value, requests::int, cut::int FROM access_window WHERE facet = 6 AND width = $1 ORDER BY requests DESC, value',
      [width],
    );
  for (const width of [600, 3600, 86_400]) {
    const rows = await values(width);
    // A day that is counted as a whole keeps more; today is one.
    const { cap, dayCap } = FACETS.url;
    expect(rows.length).toBeLessThanOrEqual((width === 86_400 ? dayCap : cap) + 1);
    expect(rows[0]).toMatchObject({ value: OTHER, cut: 1 });
    expect(rows.slice(1, 6).every(({ value, requests }) => value.startsWith('/popular/') && requests === 400)).toBe(
      true,
    );
  }
  // The same window again, with values of its own: it is cut again, and stays exact in sum.
  await send(Array.from({ length: 2000 }, (_, at) => server.line(begin + at, request({ urlPath: `/later/${at}` }))));
  await foldAll(10 * MINUTE);
  await expectEverywhere(8000);
  expect((await values(600)).length).toBeLessThanOrEqual(1001);
  expect((await values(600))[0]).toMatchObject({ value: OTHER, cut: 3 });
});

it('takes times that are all over the place', async () => {
  const server = new FakeWebServer('scattered');
  const lines = Array.from({ length: 1000 }, (_, at) => server.line(now - at * 13 * HOUR, request()));
  await send(lines);
  // The slot of this minute is over in ten minutes and the watermark at the latest.
  await foldAll(13 * MINUTE);
  expect(await requestsOf('total', 86_400)).toBe(1000);
  expect(await deltas()).toBe(0);
});
