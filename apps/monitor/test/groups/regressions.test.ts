import { afterAll, beforeAll, expect, it } from 'vitest';
import { GroupDesk } from '../../src/groups/desk/group-desk.js';
import { emptyStore } from '../../src/store/schema/empty-store.js';
import { ErrorFeed } from '../parts/error-feed.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestStore } from '../parts/test-store.js';

let test: TestStore;
let desk: GroupDesk;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
  desk = new GroupDesk(test.pool);
});
afterAll(() => test.close());

interface Found {
  id: string;
  state: string;
  /** When the state was set, milliseconds since 1970. */
  at: number;
}

/** The one problem of a function. */
async function find(name: string): Promise<Found> {
  const [row] = await test.rows<{ id: string; state: string; at: string }>(
    `SELECT g.id::text AS id, g.triage->>'state' AS state, coalesce(g.triage->>'at', '') AS at
       FROM error_group g WHERE g.culprit LIKE $1`,
    [`${name} %`],
  );
  return { id: row?.id ?? '', state: row?.state ?? 'none', at: Date.parse(row?.at ?? '') };
}

const stackOf = (name: string): string => `Error: no\n    at ${name} (/app/src/${name}.js:10:5)`;

function errorOf(app: FakeInstance, name: string, version: string, time: number) {
  const error = { type: 'Error', message: 'no', stack: stackOf(name) };
  return app.record('ERROR', 'x', { error, version, timestamp: new Date(time).toISOString() });
}

it('a version without numbers is an earlier one when Kafka had it before, however late that is read', async () => {
  const feed = new ErrorFeed(test, 'late-version');
  const error = (app: FakeInstance, version: string, time: number) => errorOf(app, 'lateversion', version, time);
  await feed.store([error(new FakeInstance('late-version'), 'aaaaaa1', Date.now() - 60_000)]);
  await feed.count();
  await desk.change((await find('lateversion')).id, { state: 'resolved', resolvedInVersion: 'c0ffee1' }, 'ada');
  const { at } = await find('lateversion');
  // A process of before, of which the monitor reads only now.
  const old = new FakeInstance('late-version');
  await feed.store([old.record('INFO', 'started', { version: 'deadb0a' })], 'main', at - 3_600_000);
  await feed.store([error(old, 'deadb0a', at + 10)], 'main', at + 20);
  await feed.count();
  expect((await find('lateversion')).state).toBe('resolved');
  await feed.store([error(new FakeInstance('late-version'), 'fe00001', at + 10)], 'main', at + 20);
  await feed.count();
  expect((await find('lateversion')).state).toBe('open');
});

it('a version without numbers is an earlier one when the problem happened in it before, whoever wrote it', async () => {
  const feed = new ErrorFeed(test, 'foreign-version');
  const error = (version: string, time: number) => {
    const timestamp = new Date(time).toISOString();
    return {
      level: 'error',
      service: 'foreign-version',
      version,
      timestamp,
      message: 'no',
      stack: stackOf('foreigner'),
    };
  };
  await feed.store([error('aaaaaa1', Date.now() - 60_000)]);
  await feed.count();
  await desk.change((await find('foreigner')).id, { state: 'resolved', resolvedInVersion: 'c0ffee1' }, 'ada');
  const { at } = await find('foreigner');
  await feed.store([error('deadb0a', at + 10), error('aaaaaa1', at + 11), error('deadb0a', at - 10)], 'main', at + 20);
  await feed.count();
  expect((await find('foreigner')).state).toBe('resolved');
  await feed.store([error('fe00001', at + 10)], 'main', at + 20);
  await feed.count();
  expect((await find('foreigner')).state).toBe('open');
});

it('a regression that was taken back does not come again by what had happened by then', async () => {
  const feed = new ErrorFeed(test, 'taken-back');
  const app = new FakeInstance('taken-back');
  const error = (time: number) => errorOf(app, 'takenback', '1.0.0', time);
  await feed.store([error(Date.now() - 60_000)]);
  await feed.count();
  const { id } = await find('takenback');
  await desk.change(id, { state: 'resolved' }, 'ada');
  const { at } = await find('takenback');
  await feed.store([error(at + 1)], 'main', at + 5000);
  await feed.count();
  expect((await find('takenback')).state).toBe('open');
  // Later than the errors by PostgreSQL's clock.
  await test.rows('SELECT pg_sleep(0.01)');
  await desk.undo(id, 'ada');
  const again = await find('takenback');
  await feed.store([error(at + 2), error(again.at)], 'main', again.at + 5000);
  await feed.count();
  expect((await find('takenback')).state).toBe('resolved');
  await feed.store([error(again.at + 1)], 'main', again.at + 5000);
  await feed.count();
  expect((await find('takenback')).state).toBe('open');
});

it('a version stays an earlier one when the store is filled again with what Kafka still has', async () => {
  const feed = new ErrorFeed(test, 'rebuilt-version');
  const error = (app: FakeInstance, version: string, time: number) => errorOf(app, 'rebuiltversion', version, time);
  const old = new FakeInstance('rebuilt-version');
  await feed.store([error(old, 'deadb0a', Date.now() - 60_000)]);
  await feed.count();
  await desk.change((await find('rebuiltversion')).id, { state: 'resolved', resolvedInVersion: 'c0ffee1' }, 'ada');
  const { at } = await find('rebuiltversion');
  const later = error(old, 'deadb0a', at + 10);
  // Once more with nothing of before: what an earlier rebuild kept is not lost by the next one.
  for (const topic of ['rebuilt-once', 'rebuilt-twice']) {
    test = await test.reopened(emptyStore);
    const again = new ErrorFeed(test, topic);
    await again.store([later], 'main', at + 20);
    await again.count();
    expect((await find('rebuiltversion')).state).toBe('resolved');
  }
  const last = new ErrorFeed(test, 'rebuilt-last');
  await last.store([error(new FakeInstance('rebuilt-version'), 'fe00001', at + 30)], 'main', at + 40);
  await last.count();
  expect((await find('rebuiltversion')).state).toBe('open');
});
