import type { GroupRuleInput } from '@log-monitor/monitor-api';
import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GroupDesk } from '../../src/groups/desk/group-desk.js';
import { GroupFold } from '../../src/groups/fold/group-fold.js';
import { ApplicationDesk } from '../../src/groups/regroup/application-desk.js';
import { GroupPreview } from '../../src/groups/regroup/group-preview.js';
import { Regrouping } from '../../src/groups/regroup/regrouping.js';
import { GroupRuleDesk } from '../../src/groups/rules/group-rule-desk.js';
import { GroupById } from '../../src/query/groups/group-by-id.js';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { ErrorFeed } from '../parts/error-feed.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestStore } from '../parts/test-store.js';
import { configurationOf } from '../query/fixture/store-fixture.js';

let test: TestStore;
let feed: ErrorFeed;
let rules: GroupRuleDesk;
let desk: GroupDesk;
let applications: ApplicationDesk;
let preview: GroupPreview;
let pool: QueryPool;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
  rules = new GroupRuleDesk(test.pool);
  desk = new GroupDesk(test.pool);
  applications = new ApplicationDesk(test.pool);
  preview = new GroupPreview(test.pool, { databaseUrl: test.databaseUrl });
  pool = new QueryPool(configurationOf(test.databaseUrl));
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await test.close();
});

const NEVER = new AbortController().signal;
const rule = (over: Partial<GroupRuleInput> = {}): GroupRuleInput => ({
  ...{ name: 'Gateways', match: { message: '/gateway (\\w+) answered/' }, fingerprint: 'gateway {1}', enabled: true },
  ...over,
});
const perService = rule({ name: 'By service', match: { type: 'ShopError' }, fingerprint: 'shop {service}' });

const newRegrouping = () =>
  new Regrouping(test.pool, new GroupFold(test.pool, { retention: { groupDays: 90 } }), {
    databaseUrl: test.databaseUrl,
  });

/** Applies the rules that there are, as a monitor would. */
async function apply(): Promise<void> {
  await applications.start('ada');
  await newRegrouping().work();
  expect((await applications.standing()).application).toMatchObject({ state: 'finished', failure: null });
}

interface Shown {
  id: string;
  culprit: string;
  state: string;
  count: number;
  users: number;
  services: number;
}

const shown = () =>
  test.rows<Shown>(
    `SELECT g.id::text AS id, coalesce(g.culprit, '') AS culprit, g.triage->>'state' AS state, g.count::int AS count, g.users::int AS users,
            (SELECT count(DISTINCT o.service_id)::int FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
              WHERE f.group_id = g.id AND o.count > 0) AS services
       FROM error_group g WHERE g.first_seen IS NOT NULL ORDER BY g.count DESC, g.culprit, g.id`,
  );
const counted = async () => (await shown()).reduce((sum, { count }) => sum + count, 0);

/** What the counters say, against the records themselves. */
async function expectExact(): Promise<void> {
  const wrong = await test.rows(
    `SELECT fingerprint FROM (SELECT fingerprint, service_id, count(*) AS count FROM error_record WHERE fingerprint IS NOT NULL GROUP BY 1, 2) r
       FULL JOIN (SELECT fingerprint, service_id, sum(count) AS count FROM error_occurrence GROUP BY 1, 2 HAVING sum(count) <> 0) o
         USING (fingerprint, service_id)
      WHERE r.count IS DISTINCT FROM o.count`,
  );
  expect(wrong).toEqual([]);
  for (const width of [1, 60])
    expect(await test.value('SELECT sum(count)::int FROM error_count WHERE width = $1', [width])).toBe(await counted());
}

/** Errors of six problems: three of the gateways, one of the shop in two services, two others. */
const app = { booking: new FakeInstance('booking'), users: new FakeInstance('usermanagement') };
function history(): unknown[] {
  const failing = (type: string, name: string, message: string) => ({
    error: { type, message, stack: `${type}: ${message}\n    at ${name} (/app/src/${name}.js:10:5)` },
  });
  const gateway = (name: string, where: string, user: number) =>
    app.booking.record('ERROR', `gateway ${name} answered 502`, {
      ...failing('Error', where, 'bad'),
      userId: `u-${user}`,
    });
  return [
    ...[1, 2, 3, 4].map((user) => gateway('stripe', 'pay', user)),
    ...[4, 5].map((user) => gateway('stripe', 'refund', user)),
    gateway('paypal', 'refund', 6),
    gateway('paypal', 'settle', 7),
    ...[1, 2, 3].map(() => app.booking.record('ERROR', 'x', failing('ShopError', 'order', 'sold out'))),
    ...[1, 2].map(() => app.users.record('ERROR', 'x', failing('ShopError', 'order', 'sold out'))),
    app.users.record('ERROR', 'other', failing('TypeError', 'other', 'no')),
  ]; // prettier-ignore
}

beforeEach(async () => {
  await test.rows(
    'TRUNCATE error_record, error_fingerprint, error_group, error_count, error_occurrence, error_group_event, error_delta, group_rules, group_application',
  );
  const store = test.newStore();
  feed = new ErrorFeed(Object.create(test, { store: { value: store } }) as TestStore, `regroup-${Date.now()}`);
  await feed.store(history());
  await feed.count();
});

describe('rules on what is stored', () => {
  it('are tried first: how many problems there would be, what is joined, what is split, with samples', async () => {
    const answer = await preview.answer([rule(), perService], NEVER);
    expect(answer).toMatchObject({
      ...{ errors: 14, isComplete: true, before: 5, after: 5 },
      byRule: [
        { name: 'Gateways', errors: 8, problems: 2 },
        { name: 'By service', errors: 5, problems: 2 },
      ],
      ...{ joinedCount: 2, splitCount: 2 },
    });
    expect(answer.joined[0]).toMatchObject({
      rule: 'Gateways',
      count: 6,
      problems: 2,
      from: [{ count: 4 }, { count: 2 }],
    });
    expect(answer.joined[0]?.samples[0]).toMatchObject({ service: 'booking', message: 'gateway stripe answered 502' });
    expect(answer.split.map(({ count, parts }) => [count, parts])).toEqual([[5, 2], [3, 2]]); // prettier-ignore
    expect(answer.split[0]?.into).toMatchObject([
      { title: 'shop booking', rule: 'By service', count: 3, samples: [{}, {}] },
      { title: 'shop usermanagement', count: 2 },
    ]);
    expect((await shown()).length).toBe(5);
  });

  it('are applied exactly: counts, users and services of each problem are those of its errors', async () => {
    await rules.create(rule(), 'ada');
    await rules.create(perService, 'ada');
    await apply();
    expect((await shown()).map(({ count, users, services }) => [count, users, services])).toEqual([
      [6, 5, 1],
      [3, 0, 1],
      [2, 0, 1],
      [2, 2, 1],
      [1, 0, 1],
    ]);
    await expectExact();
    expect((await applications.standing()).application).toMatchObject({
      moved: 13,
      problemsBefore: 5,
      problemsAfter: 5,
    });
    // What comes now belongs to the same problems.
    await feed.store([app.booking.record('ERROR', 'gateway stripe answered 504')]);
    await feed.count();
    expect(await counted()).toBe(15);
  });

  it('keep state, assignee and notes, also there and back', async () => {
    const before = await shown();
    const idOf = (culprit: string) => before.find((one) => one.culprit.startsWith(culprit))?.id as string;
    await desk.change(idOf('other'), { state: 'ignored', assignee: 'grace', note: 'known' }, 'ada');
    await desk.change(idOf('order'), { state: 'resolved', note: 'more stock' }, 'ada');
    await desk.change(idOf('pay'), { state: 'muted', note: 'ask stripe' }, 'ada');
    await desk.change(idOf('settle'), { state: 'ignored', assignee: 'linus' }, 'ada');
    const decided = await shown();
    const applied = await rules.create(rule({ fingerprint: 'gateway' }), 'ada');
    await rules.create(perService, 'ada');
    await apply();
    const after = await shown();
    expect(after.map(({ count, state }) => [count, state])).toEqual([[8, 'open'], [3, 'resolved'], [2, 'resolved'], [1, 'ignored']]); // prettier-ignore
    const answer = async (id: string) =>
      new GroupById(pool).answer(BigInt.asUintN(64, BigInt(id)).toString(16).padStart(16, '0'), {
        range: {},
        now: new Date(),
      });
    const notes = async (id: string) =>
      (await answer(id))?.events.filter(({ action }) => action === 'note').map(({ detail }) => detail['text']);
    // The problem of the refunds was open: the others went into it, and their addresses lead there.
    expect(after[0]?.id).toBe(idOf('refund'));
    expect(await notes(idOf('pay'))).toEqual(['ask stripe']);
    expect((await answer(idOf('settle')))?.assignee).toBe('linus');
    for (const { id } of after.slice(1, 3)) expect(await notes(id)).toEqual(['more stock']);
    for (const { id } of applied.rules) await rules.remove(id, 'ada');
    for (const { id } of (await rules.current()).rules) await rules.remove(id, 'ada');
    await apply();
    const back = await shown();
    expect(back.map(({ id, count }) => [id, count])).toEqual(decided.map(({ id, count }) => [id, count]));
    expect(back.map(({ state }) => state)).toEqual(decided.map(({ state }) => state));
    await expectExact();
  });

  it('keep together what people merged, and an action before it can be undone', async () => {
    const [pay, order] = ['pay', 'order'].map((name) => name);
    const before = await shown();
    const idOf = (culprit = '') => before.find((one) => one.culprit.startsWith(culprit))?.id as string;
    await desk.merge(idOf(pay), [idOf(order)], 'ada');
    await desk.change(idOf(pay), { state: 'resolved' }, 'ada');
    await rules.create(rule({ match: { type: 'ShopError' }, fingerprint: 'the shop' }), 'ada');
    await apply();
    expect((await shown())[0]).toMatchObject({ id: idOf(pay), count: 9, state: 'resolved', services: 2 });
    expect(await desk.undo(idOf(pay), 'ada')).toBe('resolved');
    await expect(desk.undo(idOf(pay), 'ada')).rejects.toMatchObject({ code: 'GROUP_CONFLICT' });
  });

  it('group errors that were stored before there were problems, and those of another version of the fingerprint', async () => {
    const before = await shown();
    await desk.change(before[0]?.id as string, { state: 'resolved', assignee: 'ada' }, 'ada');
    await test.rows(`UPDATE error_record SET fingerprint = NULL`);
    await test.rows(`TRUNCATE error_count, error_occurrence`);
    await test.rows(`UPDATE error_fingerprint SET users = NULL`);
    // A monitor that starts finds them by itself.
    const monitor = newRegrouping();
    monitor.onApplicationBootstrap();
    const standing = async () => (await applications.standing()).application?.state === 'finished';
    await waitFor(standing, { timeoutMs: 30_000, what: 'the end' });
    await monitor.onModuleDestroy();
    const again = await shown();
    expect(again.map(({ id, count, users }) => [id, count, users])).toEqual(
      before.map(({ id, count, users }) => [id, count, users]),
    );
    expect(again.find(({ id }) => id === before[0]?.id)?.state).toBe('resolved');
    await expectExact();
    // As an earlier version would have left them: other hashes for the same problems.
    await test.rows(`UPDATE error_fingerprint SET version = 0, hash = hash # 77`);
    for (const table of ['error_record', 'error_count', 'error_occurrence'])
      await test.rows(`UPDATE ${table} SET fingerprint = fingerprint # 77`);
    expect(await preview.answer(undefined, NEVER)).toMatchObject({ before: 5, after: 5, moved: 0, joinedCount: 0 });
    await apply();
    expect((await shown()).map(({ id, count, state }) => [id, count, state])).toEqual(
      again.map(({ id, count, state }) => [id, count, state]),
    );
    await expectExact();
  });

  it('see an error that happened again while the rules were new, and no other', async () => {
    const before = await shown();
    for (const { id } of before) await desk.change(id, { state: 'resolved' }, 'ada');
    await rules.create(rule(), 'ada');
    const later = new ErrorFeed(
      Object.create(test, { store: { value: test.newStore() } }) as TestStore,
      feed.topic + '-later',
    );
    const timestamp = new Date(Date.now() + 50).toISOString();
    await later.store(
      [app.booking.record('ERROR', 'gateway stripe answered 500', { timestamp })],
      'main',
      Date.now() + 100,
    );
    await later.count();
    await apply();
    expect((await shown()).map(({ count, state }) => [count, state])).toEqual([[7, 'open'], [5, 'resolved'], [2, 'resolved'], [1, 'resolved']]); // prettier-ignore
  });

  it('are stopped, and not applied when they changed meanwhile', async () => {
    await rules.create(rule(), 'ada');
    await applications.start('ada');
    await expect(applications.start('grace')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await applications.stop('grace')).toMatchObject({ state: 'stopped', failure: 'stopped by grace' });
    await expect(applications.stop('grace')).rejects.toMatchObject({ code: 'CONFLICT' });
    await applications.start('ada');
    await rules.create(perService, 'ada');
    await newRegrouping().work();
    expect(await applications.standing()).toMatchObject({
      isApplied: false,
      application: { state: 'stopped', moved: 0 },
    });
  });
});
