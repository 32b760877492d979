import { type AccessRecord, isError, isServerFault, MESSAGE_CLASSES, statusClass } from '@log-monitor/access-record';
import type { StatusFilter } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessCounter } from '../../../src/query/access/access-counter.js';
import { AccessErrorClasses } from '../../../src/query/access/access-error-classes.js';
import { AccessErrorList } from '../../../src/query/access/access-error-list.js';
import type { AccessFilter } from '../../../src/query/access/access-filter.js';
import { AccessRequestById } from '../../../src/query/access/access-request-by-id.js';
import { AccessRequestList } from '../../../src/query/access/access-request-list.js';
import { AccessSeries } from '../../../src/query/access/access-series.js';
import { AccessSettings } from '../../../src/query/access/access-settings.js';
import { AccessShares } from '../../../src/query/access/access-shares.js';
import { AccessSourceList } from '../../../src/query/access/access-source-list.js';
import { AccessSummary } from '../../../src/query/access/access-summary.js';
import { AccessTop, type TopList } from '../../../src/query/access/access-top.js';
import { AccessUnparsedList } from '../../../src/query/access/access-unparsed-list.js';
import { AccessVisitors } from '../../../src/query/access/access-visitors.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { AccessFold } from '../../../src/store/access/access-fold.js';
import { AccessPartition, errorLine, FakeWebServer, request } from '../../parts/access-lines.js';
import { TestStore } from '../../parts/test-store.js';
import { configurationOf } from '../fixture/store-fixture.js';

const HOUR = 3_600_000;
const HOSTS = ['shop-web.example', 'shop-api.example', 'www.example', undefined];
const PATHS = ['/', '/orders/1', '/orders/2', '/cart', '/gone'];
const STATUSES = [200, 200, 200, 201, 304, 404, 404, 499, 500, 502, undefined];
const METHODS = ['GET', 'GET', 'POST', 'PATCH'];
const SOURCES = ['front', 'back'];

interface Sent {
  time: number;
  source: string;
  record: AccessRecord;
}

let store: TestStore;
let pool: QueryPool;
let now: Date;
let sent: Sent[];
const settings = new AccessSettings(configurationOf('unused'));
const counter = new AccessCounter(settings);

/** Numbers from 0 to 1 that are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function makeRequests(end: number, count: number): Sent[] {
  const next = numbers(7);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(next() ** 1.5 * values.length)] as Value;
  return Array.from({ length: count }, () => {
    const path = pick(PATHS);
    const status = path === '/gone' ? 404 : pick(STATUSES);
    const record = request({
      serverAddress: pick(HOSTS),
      urlPath: path,
      httpRoute: path.replace(/\d+/, ':id'),
      httpRequestMethod: pick(METHODS),
      httpResponseStatusCode: status,
      rpcGrpcStatusCode: pick([undefined, undefined, 0, 14]),
      httpResponseBodySize: Math.floor(next() * 5000),
      clientAddress: `10.0.0.${Math.floor(next() * 40)}`,
      userAgentName: pick(['Chrome', 'curl', undefined]),
      userAgentOsName: pick(['Linux', 'Windows']),
      httpRequestReferrer: pick([undefined, 'https://search.example/q?x', 'https://news.example/']),
      ...(next() < 0.9 && { durationMs: Math.exp(next() * 7) }),
    });
    return { time: Math.floor(end - next() ** 2 * 60 * HOUR), source: pick(SOURCES), record };
  }).sort((a, b) => a.time - b.time);
}

beforeAll(async () => {
  store = await TestStore.create();
  pool = new QueryPool(configurationOf(store.databaseUrl));
  now = new Date(store.pool.clock.now());
  sent = makeRequests(now.getTime() - 1000, 4000);
  const partition = new AccessPartition();
  await store.store.openPosition({ topic: 'web-logs', partition: 0 }, 0);
  const servers = new Map(SOURCES.map((name) => [name, new FakeWebServer(name)]));
  const serverOf = (name: string) => servers.get(name) as FakeWebServer;
  const lines = sent.map(({ time, source, record }, index) =>
    serverOf(source).line(time, record, `line ${index} of ${source}`),
  );
  const fold = new AccessFold(store.pool, store.fresh, { access: { watermarkSeconds: 120 } });
  // Most is in windows, some in slots that are open, the last batch in no slot yet.
  for (let at = 0; at < 3800; at += 200) {
    await store.store.store(partition.batch(lines.slice(at, at + 200)));
    while ((await fold.fold(store.pool.clock.now())) > 0);
  }
  await store.store.store(partition.batch(lines.slice(3800)));
  const health = request({ healthCheck: true, urlPath: '/health', durationMs: 1 });
  await store.store.store(
    partition.batch([
      serverOf('front').line(now.getTime() - 5000, health, 'health'),
      serverOf('front').line(
        now.getTime() - 4000,
        errorLine({ host: 'www.example', messageClass: 'timeout' }),
        'timed out',
      ),
      serverOf('back').line(now.getTime() - 3000, errorLine({ level: 'WARNING' }), 'refused'),
      serverOf('back').line(
        now.getTime() - 2000,
        { kind: 'unparsed', reason: 'bad_json', raw: '{"a', timestamp: undefined, flags: undefined },
        '{"a',
      ),
    ]),
  );
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.close();
});

const ANY: AccessFilter = { healthChecks: 'exclude' };

/** The same by looking at each request. */
function matching(filter: AccessFilter, from: number, to: number): Sent[] {
  const among = <Value>(values: readonly Value[] | undefined, value: Value): boolean => values?.includes(value) ?? true;
  const hasStatus = (code: number | undefined): boolean =>
    filter.statuses?.some((one: StatusFilter) =>
      one === 'errors' ? isError(code) : typeof one === 'number' ? one === (code ?? 0) : one === statusClass(code),
    ) ?? true;
  return sent.filter(
    ({ time, source, record }) =>
      time >= from &&
      time < to &&
      among(filter.sources, source) &&
      among(filter.hosts, record.serverAddress ?? '(unknown)') &&
      among(filter.projects, settings.projectOf(record.serverAddress)) &&
      among(filter.methods, record.httpRequestMethod) &&
      among(filter.paths, record.urlPath) &&
      among(filter.routes, `${record.httpRequestMethod} ${record.httpRoute}`) &&
      among(filter.clients, record.clientAddress) &&
      hasStatus(record.httpResponseStatusCode) &&
      (filter.slowerThan === undefined || (record.durationMs ?? -1) >= filter.slowerThan),
  );
}

function truth(requests: readonly Sent[]) {
  const durations = requests
    .flatMap(({ record }) => (record.durationMs === undefined ? [] : [record.durationMs]))
    .sort((a, b) => a - b);
  const bytes = requests.reduce((sum, { record }) => sum + (record.httpResponseBodySize ?? 0), 0);
  return {
    requests: requests.length,
    errors: requests.filter(({ record }) => isError(record.httpResponseStatusCode)).length,
    faults: requests.filter(({ record }) => isServerFault(record.httpResponseStatusCode, record.rpcGrpcStatusCode))
      .length,
    bytes,
    clients: new Set(requests.map(({ record }) => record.clientAddress)).size,
    durations,
  };
}

const FILTERS: [string, Partial<AccessFilter>][] = [
  ['nothing', {}],
  ['a source', { sources: ['front'] }],
  ['a host', { hosts: ['www.example'] }],
  ['no host', { hosts: ['(unknown)'] }],
  ['a project', { projects: ['shop'] }],
  ['a class of status', { statuses: ['5xx'] }],
  ['errors and none', { statuses: ['errors', 'none'] }],
  ['a method', { methods: ['PATCH'] }],
  ['a route', { routes: ['GET /orders/:id'] }],
  ['a path', { paths: ['/cart'] }],
  ['a path and a status', { paths: ['/cart'], statuses: [200, '4xx'] }],
  ['a client', { clients: ['10.0.0.7'] }],
  ['a client and a method', { clients: ['10.0.0.7', '10.0.0.8'], methods: ['GET'] }],
  ['slow ones', { slowerThan: 100 }],
  ['a project, a status and a source', { projects: ['shop'], statuses: ['errors'], sources: ['back'] }],
  ['a name that does not exist', { sources: ['nobody'] }],
];

const RANGES: [string, number, number | undefined][] = [
  ['the last hour', HOUR, undefined],
  ['the last day', 24 * HOUR, undefined],
  ['everything', 80 * HOUR, undefined],
  ['a part of yesterday', 30 * HOUR, 7 * HOUR],
];

describe.each(RANGES)('in %s', (_range, back, length) => {
  it.each(FILTERS)('the summary of %s is the sum of the requests', async (_filter, given) => {
    const filter = { ...ANY, ...given };
    const from = new Date(now.getTime() - back);
    const range = length === undefined ? { from } : { from, to: new Date(from.getTime() + length) };
    const answer = await new AccessSummary(pool, counter).answer({ filter, range, now });
    const { range: covered, current, before, rangeBefore } = answer;
    const wanted = truth(matching(filter, Date.parse(covered.from), Date.parse(covered.to)));
    const { requests, errors, faults, bytes, latency } = current;
    expect({ requests, errors, faults, bytes, measured: latency.measured }).toEqual({
      requests: wanted.requests,
      errors: wanted.errors,
      faults: wanted.faults,
      bytes: wanted.bytes,
      measured: wanted.durations.length,
    });
    if (current.clients !== null) expect(current.clients).toBe(wanted.clients);
    if (wanted.durations.length > 0) {
      expect(latency.mean).toBeCloseTo(
        wanted.durations.reduce((sum, one) => sum + one, 0) / wanted.durations.length,
        2,
      );
      expect(latency.max).toBeCloseTo(wanted.durations.at(-1) as number, 2);
    }
    for (const [name, part] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const) {
      const value = latency[name];
      if (value === null) continue;
      const exact = wanted.durations[Math.ceil(part * wanted.durations.length) - 1] as number;
      expect(Math.abs(value - exact) / exact).toBeLessThan(0.02);
    }
    expect(before.requests).toBe(matching(filter, Date.parse(rangeBefore.from), Date.parse(rangeBefore.to)).length);
    expect(answer.shortened).toBeNull();
  });

  it.each(['none', 'class', 'status', 'host', 'project', 'method', 'source'] as const)(
    'the series by %s has each request once',
    async (by) => {
      const from = new Date(now.getTime() - back);
      const range = length === undefined ? { from } : { from, to: new Date(from.getTime() + length) };
      const series = new AccessSeries(pool, counter, settings);
      const answer = await series.answer({ filter: ANY, range, now, by, timeZone: 'Asia/Seoul' });
      const wanted = matching(ANY, Date.parse(answer.range.from), Date.parse(answer.range.to));
      expect(answer.buckets.reduce((sum, { requests }) => sum + requests, 0)).toBe(wanted.length);
      for (const [index, bucket] of answer.buckets.entries()) {
        const end = answer.buckets[index + 1]?.time ?? answer.range.to;
        const begin = bucket.time < answer.range.from ? answer.range.from : bucket.time;
        const inBucket = matching(ANY, Date.parse(begin), Date.parse(end));
        expect([bucket.time, bucket.requests]).toEqual([bucket.time, inBucket.length]);
        if (by === 'none') continue;
        const counts = new Map<string, number>();
        for (const { source, record } of inBucket) {
          const { httpResponseStatusCode: code, serverAddress: host } = record;
          const name = {
            class: statusClass(code),
            status: String(code ?? 0),
            host: host ?? '(unknown)',
            project: settings.projectOf(host),
            method: record.httpRequestMethod ?? '',
            source,
          }[by];
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        const parts = Object.entries(bucket.parts).map(([name, { requests }]) => [name, requests]);
        expect(Object.fromEntries(parts)).toEqual(Object.fromEntries(counts));
      }
    },
  );

  it.each<[TopList, (sent: Sent) => string | undefined]>([
    ['urls', ({ record }) => `${record.urlPath} ${record.serverAddress ?? '(unknown)'}`],
    [
      'routes',
      ({ record }) => `${record.httpRequestMethod} ${record.httpRoute} ${record.serverAddress ?? '(unknown)'}`,
    ],
    ['hosts', ({ record }) => `${record.serverAddress ?? '(unknown)'} -`],
    ['clients', ({ record }) => `${record.clientAddress} -`],
    [
      'not-found',
      ({ record }) =>
        record.httpResponseStatusCode === 404 ? `${record.urlPath} ${record.serverAddress ?? '(unknown)'}` : undefined,
    ],
    ['browsers', ({ record }) => `${record.userAgentName ?? '(unknown)'} -`],
    ['systems', ({ record }) => `${record.userAgentOsName} -`],
    ['referrers', ({ record }) => record.httpRequestReferrer && `${new URL(record.httpRequestReferrer).host} -`],
  ])('the list of %s is that of an exact count', async (list, nameOf) => {
    const from = new Date(now.getTime() - back);
    const range = length === undefined ? { from } : { from, to: new Date(from.getTime() + length) };
    for (const rank of ['requests', 'errors', 'slowness'] as const) {
      const answer = await new AccessTop(pool, counter).answer({ filter: ANY, range, now, list, rank, limit: 5 });
      const groups = new Map<string, Sent[]>();
      for (const one of matching(ANY, Date.parse(answer.range.from), Date.parse(answer.range.to))) {
        const name = nameOf(one);
        if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), one]);
      }
      const value = (group: Sent[]): number => {
        const { requests, errors, durations } = truth(group);
        if (rank === 'slowness')
          return durations.length === 0 ? 0 : durations.reduce((sum, one) => sum + one, 0) / durations.length;
        return rank === 'errors' ? errors : requests;
      };
      const wanted = [...groups.values()]
        .map(value)
        .filter((one) => one > 0)
        .sort((a, b) => b - a)
        .slice(0, 5);
      const given = answer.rows.map(({ name, host, requests }) => {
        const group = groups.get(`${name} ${host ?? '-'}`) ?? [];
        expect([name, requests]).toEqual([name, group.length]);
        return value(group);
      });
      expect(given.map((one) => one.toFixed(2))).toEqual(wanted.map((one) => one.toFixed(2)));
      const total = [...groups.values()].reduce((sum, group) => sum + group.length, 0);
      expect(answer.other.requests + answer.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(total);
      expect(answer.approximate).toBe(0);
      for (const row of list === 'urls' ? answer.rows : []) {
        expect(Object.values(row.statuses).reduce((sum, one) => sum + one, 0)).toBe(row.requests);
      }
    }
  });
});

it('reads lines again for what no column has', async () => {
  const line = (agent: string, site: string): string =>
    `10.9.9.9 - - [21/Nov/2026:07:00:00 +0000] "GET /again HTTP/1.1" 200 17 "https://${site}/" "${agent}"`;
  const server = new FakeWebServer('again');
  const partition = new AccessPartition(7);
  await store.store.openPosition({ topic: 'web-logs', partition: 7 }, 0);
  const again = request({ urlPath: '/again', clientAddress: '10.9.9.9', serverAddress: 'again.example' });
  await store.store.store(
    partition.batch([
      server.line(now.getTime() - 90 * HOUR, again, line('curl/8.1', 'news.example')),
      server.line(now.getTime() - 90 * HOUR, again, line('curl/8.2', 'again.example')),
    ]),
  );
  const filter: AccessFilter = { ...ANY, clients: ['10.9.9.9'] };
  const range = { from: new Date(now.getTime() - 100 * HOUR) };
  const namesOf = async (list: TopList) => {
    const { rows, basis } = await new AccessTop(pool, counter).answer({ filter, range, now, list, limit: 5 });
    expect(basis).toBe('requests');
    return rows.map(({ name, requests }) => [name, requests]);
  };
  expect(await namesOf('browsers')).toEqual([['curl', 2]]);
  expect(await namesOf('referrers')).toEqual([['news.example', 1]]);
});

it('tells statuses and projects apart', async () => {
  const shares = new AccessShares(pool, counter, settings);
  const range = { from: new Date(now.getTime() - 80 * HOUR) };
  const { statuses } = await shares.statuses({ filter: ANY, range, now });
  const { projects } = await shares.projects({ filter: ANY, range, now });
  for (const { status, requests } of statuses)
    expect(requests).toBe(matching({ ...ANY, statuses: [status] }, 0, Infinity).length);
  expect(projects.map(({ project, requests }) => [project, requests])).toEqual(
    ['shop', 'platform', 'unknown']
      .map((project): [string, number] => [project, matching({ ...ANY, projects: [project] }, 0, Infinity).length])
      .sort(([, a], [, b]) => b - a),
  );
});

it('counts visitors by the hour', async () => {
  const visitors = new AccessVisitors(pool, counter, settings);
  const answer = await visitors.answer({ filter: ANY, range: {}, now });
  for (const [index, { time, requests, clients }] of answer.buckets.entries()) {
    const end = answer.buckets[index + 1]?.time ?? answer.range.to;
    const begin = time < answer.range.from ? answer.range.from : time;
    const wanted = truth(matching(ANY, Date.parse(begin), Date.parse(end)));
    expect({ requests, clients }).toEqual({ requests: wanted.requests, clients: wanted.clients });
  }
  expect(answer.hoursOfDay.reduce((sum, { requests }) => sum + requests, 0)).toBe(answer.total.requests);
});

describe('lines', () => {
  const list = () => new AccessRequestList(pool, settings);

  it('come newest first, page by page, each once', async () => {
    const filter: AccessFilter = { ...ANY, statuses: ['errors'], hosts: ['shop-api.example'] };
    const lines: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list().page({ filter, range: { asked: '' }, limit: 50, cursor, now });
      lines.push(...page.requests.map(({ line }) => line));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const wanted = matching(filter, 0, Infinity).map((one) => `line ${sent.indexOf(one)} of ${one.source}`);
    expect(lines).toEqual(wanted.toReversed());
  });

  it('are found by text, and one by one', async () => {
    const page = await list().page({ filter: { ...ANY, search: 'LINE 17 OF' }, range: {}, limit: 10, now });
    expect(page.requests.map(({ line }) => line)).toEqual([`line 17 of ${sent[17]?.source ?? ''}`]);
    const id = page.requests[0]?.id ?? '';
    const byId = new AccessRequestById(pool, list(), settings);
    expect(await byId.answer(id)).toMatchObject({
      ...page.requests[0],
      kafka: { topic: 'web-logs', partition: 0, offset: 17 },
    });
    expect(await byId.answer('17')).toBeUndefined();
    expect(await byId.answer('17-1-1-1-1')).toBeNull();
  });

  it('of health checks are there for who asks for them', async () => {
    const only = await list().page({ filter: { healthChecks: 'only' }, range: {}, limit: 10, now });
    expect(only.requests.map(({ path, healthCheck }) => [path, healthCheck])).toEqual([['/health', true]]);
  });

  it('of error logs and unread ones are there, and counted', async () => {
    const errors = await new AccessErrorList(pool).page({ filter: {}, range: {}, limit: 10, now });
    expect(errors.errors.map(({ line, level, class: name }) => [line, level, name])).toEqual([
      ['refused', 'WARNING', 'connection_failed'],
      ['timed out', 'ERROR', 'timeout'],
    ]);
    const classes = await new AccessErrorClasses(pool, settings).answer({ filter: {}, range: {}, by: 'class', now });
    expect(classes.rows.map(({ host, level, class: name, count }) => [host, level, name, count])).toEqual([
      ['www.example', 'ERROR', 'timeout', 1],
      ['(unknown)', 'WARNING', 'connection_failed', 1],
    ]);
    const found = await new AccessErrorClasses(pool, settings).answer({
      filter: { search: 'timed' },
      range: {},
      by: 'host',
      now,
    });
    expect([found.total, found.basis]).toEqual([1, 'requests']);
    const unparsed = await new AccessUnparsedList(pool).page({ filter: { search: '"A' }, range: {}, limit: 10, now });
    expect(unparsed.lines.map(({ line, reason, cut }) => [line, reason, cut])).toEqual([['{"a', 'bad_json', false]]);
  });
});

it('counts what came of each source, before it is folded too', async () => {
  const { sources } = await new AccessSourceList(pool).answer({});
  const lines = sources.reduce((sum, source) => sum + source.lines, 0);
  expect(lines).toBe(sent.length + 6);
  expect(sources.reduce((sum, source) => sum + source.healthChecks, 0)).toBe(1);
  expect(MESSAGE_CLASSES).toContain('timeout');
});
