import { GROUP_SORTS } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GroupDesk } from '../../src/groups/desk/group-desk.js';
import { numberOfGroup } from '../../src/query/groups/group-row.js';
import { GroupById } from '../../src/query/groups/group-by-id.js';
import { GroupList } from '../../src/query/groups/group-list.js';
import { ErrorList } from '../../src/query/records/error-list.js';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { ErrorFeed } from '../parts/error-feed.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestStore } from '../parts/test-store.js';
import { configurationOf } from '../query/fixture/store-fixture.js';

let test: TestStore;
let pool: QueryPool;
let list: GroupList;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
  pool = new QueryPool(configurationOf(test.databaseUrl));
  list = new GroupList(pool);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await test.close();
});

const stackOf = (name: string): string =>
  `Error: no\n    at ${name} (/app/src/${name}.js:10:5)\n    at run (/app/src/run.js:3:1)`;
const failing = (name: string, message = 'no') => ({ error: { type: 'Error', message, stack: stackOf(name) } });
const groupsOf = (service: string, over: object = {}) =>
  list.page({
    ...{ filter: { services: [service] }, range: {}, sort: 'count', order: 'desc', limit: 50, now: new Date() },
    ...over,
  });

describe('problems', () => {
  it('counts an error once, whichever lane brings it and however often, with services, versions and users', async () => {
    const feed = new ErrorFeed(test, 'once');
    const app = new FakeInstance('once');
    const errors = [1, 2, 3].map((user) =>
      app.record('ERROR', 'no room', { ...failing('book'), version: '1.0.0', userId: `u-${user % 2}` }),
    );
    const other = app.record('CRITICAL', 'no disk', { ...failing('write'), version: '1.1.0' });
    await feed.store([...errors, other], 'errors');
    await feed.store([app.record('INFO', 'fine'), ...errors, ...errors, other]);
    await feed.count();
    const { groups, total } = await groupsOf('once');
    expect(total).toBe(2);
    expect(groups).toMatchObject([
      { count: 3, total: 3, users: 2, versions: ['1.0.0'], services: ['once'], state: 'open' },
      { count: 1, total: 1, users: 0, versions: ['1.1.0'] },
    ]);
    expect(groups[0]?.trend.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(await test.value('SELECT count(*)::int FROM error_delta')).toBe(0);
  });

  it('shows a problem whole, with samples of its first, last and rarest place', async () => {
    const feed = new ErrorFeed(test, 'whole');
    const apps = [new FakeInstance('whole'), new FakeInstance('whole-rare')];
    const at = (second: number) => new Date(Date.now() - 100_000 + second * 1000).toISOString();
    const records = [
      apps[0]?.record('ERROR', 'first', { ...failing('whole'), timestamp: at(1) }),
      apps[1]?.record('ERROR', 'rare', { ...failing('whole'), timestamp: at(2) }),
      apps[0]?.record('ERROR', 'last', { ...failing('whole'), timestamp: at(3) }),
    ];
    await feed.store(records);
    await feed.count();
    const [group] = (await groupsOf('whole-rare')).groups;
    const answer = await new GroupById(pool).answer(String(group?.id), { range: {}, now: new Date() });
    expect(answer).toMatchObject({
      total: 3,
      byService: [
        { name: 'whole', count: 2 },
        { name: 'whole-rare', count: 1 },
      ],
      samples: { first: { message: 'first' }, last: { message: 'last' }, rare: { message: 'rare' } },
      fingerprints: [{ count: 3, by: 'stack' }],
      groupedBy: expect.stringContaining('frame') as string,
      events: [],
    });
    expect(answer?.samples.first?.group).toEqual({ id: group?.id, title: group?.title });
  });

  it('is named on every error of a list', async () => {
    const feed = new ErrorFeed(test, 'named');
    const app = new FakeInstance('named');
    await feed.store([app.record('ERROR', 'nameless', failing('named'))]);
    const page = await new ErrorList(pool).page({
      filter: { services: ['named'] },
      range: {},
      limit: 5,
      now: new Date(),
    });
    // Known at once, before anything is counted.
    expect(page.errors[0]?.group?.title).toContain('Error');
    expect(
      await new GroupById(pool).answer(page.errors[0]?.group?.id ?? '', { range: {}, now: new Date() }),
    ).toBeNull();
  });

  it('caps a service whose every message is new, counts what goes beyond, and shows it', async () => {
    const feed = new ErrorFeed(test, 'bomb');
    const app = new FakeInstance('bomb');
    const word = (index: number): string =>
      index.toString().replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    const errors = Array.from({ length: 700 }, (_, index) => app.record('ERROR', 'x', failing(`f${word(index)}`)));
    await feed.store(errors);
    await feed.store(errors, 'errors');
    await feed.count();
    const { groups, total } = await groupsOf('bomb', { limit: 1 });
    expect(total).toBe(501);
    expect(groups).toMatchObject([{ title: 'Other problems of bomb', count: 200 }]);
    const again = new ErrorFeed(test, 'bomb-again');
    await again.store([new FakeInstance('calm').record('ERROR', 'x', failing('calm'))]);
    await again.count();
    expect((await groupsOf('calm')).total).toBe(1);
  });

  it('pages through by any order, each problem once', async () => {
    const feed = new ErrorFeed(test, 'pages');
    const app = new FakeInstance('pages');
    const names = ['one', 'two', 'three', 'four', 'five'];
    await feed.store(
      names.flatMap((name, index) => Array.from({ length: index + 1 }, () => app.record('ERROR', 'x', failing(name)))),
    );
    await feed.count();
    for (const sort of GROUP_SORTS) {
      for (const order of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await groupsOf('pages', { sort, order, limit: 2, cursor });
          seen.push(...page.groups.map(({ id }) => id));
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(new Set(seen).size, `${sort} ${order}`).toBe(5);
        expect(seen.length).toBe(5);
      }
    }
    const counts = (await groupsOf('pages')).groups.map(({ count }) => count);
    expect(counts).toEqual([5, 4, 3, 2, 1]);
    const culprits = (await groupsOf('pages', { sort: 'culprit' })).groups.map(({ culprit }) => culprit ?? '');
    expect(culprits).toEqual(culprits.toSorted());
    expect(culprits[0]).toContain('five');
  });

  it('is sorted by its services and versions, the first of each, and those without one last', async () => {
    const feed = new ErrorFeed(test, 'texts');
    const error = (name: string, service: string, version?: string) =>
      new FakeInstance(service).record('ERROR', 'x', { ...failing(name), ...(version !== undefined && { version }) });
    await feed.store([error('t1', 'texts-b', '2.0.0'), error('t2', 'texts-a', '3.0.0'), error('t3', 'texts-c')]);
    await feed.count();
    const names = async (sort: 'service' | 'version') =>
      (await groupsOf('', { filter: { services: ['texts-a', 'texts-b', 'texts-c'] }, sort })).groups.map(
        ({ culprit }) => culprit?.slice(0, 2),
      );
    expect(await names('service')).toEqual(['t2', 't1', 't3']);
    expect(await names('version')).toEqual(['t1', 't2', 't3']);
  });

  it('leads to its errors, newest first, page by page, also after it was merged', async () => {
    const feed = new ErrorFeed(test, 'errors-of');
    const app = new FakeInstance('errors-of');
    const at = (second: number) => ({ timestamp: new Date(Date.now() - 90_000 + second * 1000).toISOString() });
    const records = ['m1', 'm2', 'm1', 'm1'].map((name, second) =>
      app.record('ERROR', `${name} ${second}`, { ...failing(name), ...at(second) }),
    );
    await feed.store([...records, new FakeInstance('errors-of-two').record('ERROR', 'm1 9', failing('m1'))]);
    await feed.count();
    const errors = new ErrorList(pool);
    const { groups } = await groupsOf('errors-of');
    const [m1, m2] = groups.map(({ id }) => numberOfGroup(id)) as [string, string];
    const messages = async (group: string, over: object = {}) => {
      const question = { filter: { group, ...over }, range: {}, limit: 2, now: new Date() };
      const first = await errors.page(question);
      const second =
        first.nextCursor === null ? undefined : await errors.page({ ...question, cursor: first.nextCursor });
      return [...first.errors, ...(second?.errors ?? [])].map(({ message }) => message);
    };
    expect(await messages(m1)).toEqual(['m1 9', 'm1 3', 'm1 2', 'm1 0']);
    expect(await messages(m1, { services: ['errors-of'] })).toEqual(['m1 3', 'm1 2', 'm1 0']);
    await new GroupDesk(test.pool).merge(m2, [m1], 'ada');
    expect(await messages(m1)).toEqual(['m1 9', 'm1 3', 'm1 2', 'm2 1']);
  });

  it('claims no more than it counts', async () => {
    const feed = new ErrorFeed(test, 'uncounted');
    const arrived = Date.now() - 5000;
    await test.pool.run('UPDATE ingest_progress SET complete_through = now(), lag_records = 0, sampled_at = now()');
    await feed.store([new FakeInstance('uncounted').record('ERROR', 'x', failing('uncounted'))], 'main', arrived);
    expect((await groupsOf('uncounted')).completeThrough).toBe(new Date(arrived).toISOString());
    await feed.count();
    expect(Date.parse((await groupsOf('uncounted')).completeThrough ?? '')).toBeGreaterThan(arrived);
  });

  it('keeps a problem as long as its retention, and one that comes back in that moment', async () => {
    const feed = new ErrorFeed(test, 'expired');
    const app = new FakeInstance('expired');
    const old = new Date(Date.now() - 100 * 86_400_000).toISOString();
    const error = (name: string, over = {}) => app.record('ERROR', 'x', { ...failing(name), ...over });
    await feed.store([error('gone', { timestamp: old }), error('back', { timestamp: old }), error('kept')]);
    await feed.count();
    await test.pool.run(
      `UPDATE error_group SET updated_at = now() - interval '99 days' WHERE last_seen < now() - interval '99 days'`,
    );
    // Stored and not counted yet: a monitor that has read "known" must not lose its problem.
    await feed.store([error('back')]);
    expect(await feed.fold.expire(Date.now())).toBe(1);
    const { groups } = await groupsOf('expired');
    expect(groups.map(({ culprit, total }) => [culprit, total]).sort()).toEqual([
      [expect.stringContaining('back'), 2],
      [expect.stringContaining('kept'), 1],
    ]);
    // Here the store's memory still knows it; a monitor forgets within the hour.
    await test.store.openPosition({ topic: 'expired-again', partition: 0 }, 0);
    const again = new ErrorFeed(test, 'expired-again');
    await again.store([error('gone')]);
    await again.count();
    expect((await groupsOf('expired')).total).toBe(3);
  });
});
