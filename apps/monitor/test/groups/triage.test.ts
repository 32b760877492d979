import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GroupDesk } from '../../src/groups/desk/group-desk.js';
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

interface Row {
  id: string;
  state: string;
  count: number;
}

const failing = (name: string) => ({
  error: { type: 'Error', message: 'no', stack: `Error: no\n    at ${name} (/app/src/${name}.js:10:5)` },
});

/** Problems of a service whose errors are not in another, by the function that fails. */
async function problems(service: string): Promise<Map<string, Row>> {
  const rows = await test.rows<Row & { culprit: string }>(
    `SELECT DISTINCT ON (f.culprit) f.culprit, g.id::text AS id, g.triage->>'state' AS state, g.count::int AS count
       FROM error_fingerprint f JOIN error_group g ON g.id = f.group_id JOIN error_occurrence o ON o.fingerprint = f.hash
       JOIN service s ON s.id = o.service_id WHERE s.name = $1`,
    [service],
  );
  return new Map(rows.map(({ culprit, ...row }) => [culprit.split(' ')[0] ?? '', row]));
}

const word = (number: number): string => number.toString().replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
let run = 0;

type Step =
  | { do: 'log' | 'late' | 'again'; name: number }
  | { do: 'resolved' | 'ignored' | 'open' | 'undo'; name: number }
  | { do: 'merge'; name: number; other: number };

const names = fc.nat({ max: 2 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('log', 'late', 'again'), name: names }),
    fc.record({ do: fc.constantFrom('resolved', 'ignored', 'open', 'undo'), name: names }),
    fc.record({ do: fc.constant('merge'), name: names, other: names }),
  ),
  { minLength: 4, maxLength: 16 },
);

/** What a problem is, kept by hand. */
interface Model {
  state: string;
  count: number;
  /** What undo takes back, the last first. */
  undo: (() => void)[];
}

it('states and counts are those of a model, however actions, errors, late ones and copies come between each other', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      run += 1;
      const service = `model-${word(run)}`;
      const feed = new ErrorFeed(test, service);
      const app = new FakeInstance(service);
      const functions = [0, 1, 2].map((name) => `run${word(run)}of${word(name)}`);
      const sent = functions.map((name) => [
        app.record('ERROR', 'x', { ...failing(name), timestamp: new Date(Date.now() - 60_000).toISOString() }),
      ]);
      await feed.store(sent.flat(), 'main', Date.now() - 50_000);
      await feed.count();
      const models: Model[] = functions.map(() => ({ state: 'open', count: 1, undo: [] }));
      /** Which problem each function's errors belong to. */
      const owner = [0, 1, 2];
      const idOf = async (name: number) => (await problems(service)).get(functions[name] ?? '')?.id as string;
      for (const step of given) {
        const model = models[owner[step.name] as number] as Model;
        if (step.do === 'log' || step.do === 'late') {
          const time = step.do === 'log' ? Date.now() + 2 : Date.now() - 30_000;
          const error = app.record('ERROR', 'x', {
            ...failing(functions[step.name] ?? ''),
            timestamp: new Date(time).toISOString(),
          });
          sent[step.name]?.push(error);
          // It came to Kafka after whatever was decided before, also when it happened long ago.
          await feed.store([error], 'main', Date.now() + 5);
          await feed.count();
          model.count += 1;
          if (step.do === 'log' && model.state === 'resolved') {
            model.state = 'open';
            model.undo.push(() => (model.state = 'resolved'));
          }
        } else if (step.do === 'again') {
          await feed.store(sent[step.name] ?? [], 'errors', Date.now() + 5);
          await feed.count();
        } else if (step.do === 'merge') {
          const other = owner[step.other] as number;
          if (other === owner[step.name]) continue;
          await desk.merge(await idOf(step.name), [await idOf(step.other)], 'ada');
          const taken = models[other] as Model;
          const mine = owner[step.name] as number;
          const moved = [0, 1, 2].filter((name) => owner[name] === other);
          for (const name of moved) owner[name] = mine;
          model.count += taken.count;
          model.undo.push(() => {
            for (const name of moved) owner[name] = other;
            const back = moved.reduce((sum, name) => sum + (sent[name]?.length ?? 0), 0);
            model.count -= back;
            taken.count = back;
          });
        } else if (step.do === 'undo') {
          const undo = model.undo.pop();
          const undone = desk.undo(await idOf(step.name), 'ada');
          if (undo === undefined) await expect(undone).rejects.toMatchObject({ code: 'GROUP_CONFLICT' });
          else {
            await undone;
            undo();
          }
        } else {
          const before = model.state;
          await desk.change(await idOf(step.name), { state: step.do }, 'ada');
          model.state = step.do;
          model.undo.push(() => (model.state = before));
        }
        // Later than the action by PostgreSQL's clock.
        await test.rows('SELECT pg_sleep(0.004)');
      }
      const found = await problems(service);
      for (const [index, name] of functions.entries()) {
        const model = models[owner[index] as number] as Model;
        expect(found.get(name)).toMatchObject({ state: model.state, count: model.count });
      }
      const all = await test.value(
        'SELECT count(*)::int FROM error_record r JOIN service s ON s.id = r.service_id WHERE s.name = $1',
        [service],
      );
      expect(all).toBe(sent.flat().length);
    }),
    { numRuns: 25 },
  );
}, 120_000);

it('a resolved problem regresses by a later error, not by a late one, and not in an earlier version', async () => {
  const feed = new ErrorFeed(test, 'version');
  const app = new FakeInstance('version');
  const error = (version: string, time: number) =>
    app.record('ERROR', 'x', { ...failing('versioned'), version, timestamp: new Date(time).toISOString() });
  await feed.store([error('1.9.0', Date.now() - 5000)]);
  await feed.count();
  const { id } = (await problems('version')).get('versioned') as Row;
  const state = async () => (await problems('version')).get('versioned')?.state;
  await desk.change(id, { state: 'resolved', resolvedInVersion: '1.10.0' }, 'ada');
  await feed.store([error('1.9.0', Date.now() + 50), error('1.10.0', Date.now() - 4000)], 'main', Date.now() + 100);
  await feed.count();
  expect(await state()).toBe('resolved');
  // A clock that runs ahead: it came to Kafka before the problem was resolved.
  await feed.store([error('1.10.0', Date.now() + 60_000)], 'main', Date.now() - 3000);
  await feed.count();
  expect(await state()).toBe('resolved');
  await feed.store([error('1.10.0', Date.now() + 50)], 'main', Date.now() + 100);
  await feed.count();
  expect(await state()).toBe('open');
});

it('deletes a problem with its records, late copies too; what happens later is a problem again', async () => {
  const feed = new ErrorFeed(test, 'deleted');
  const app = new FakeInstance('deleted');
  const error = (time: number) =>
    app.record('ERROR', 'x', { ...failing('deletedone'), timestamp: new Date(time).toISOString() });
  const early = [error(Date.now() - 9000), error(Date.now() - 8000)];
  await feed.store(early, 'main', Date.now() - 7000);
  await feed.count();
  const { id } = (await problems('deleted')).get('deletedone') as Row;
  await desk.remove(id, 'ada');
  await feed.fold.purge();
  const records = () =>
    test.value(
      `SELECT count(*)::int FROM error_record r JOIN service s ON s.id = r.service_id WHERE s.name = 'deleted'`,
    );
  expect(await records()).toBe(0);
  const again = new ErrorFeed(test, 'deleted-again');
  await again.store(early, 'errors', Date.now() - 7000);
  await again.count();
  await again.fold.purge();
  expect(await records()).toBe(0);
  expect(await test.value('SELECT count::int FROM error_group WHERE id = $1', [id])).toBe(0);
  await again.store([error(Date.now() + 50)], 'main', Date.now() + 100);
  await again.count();
  expect((await problems('deleted')).get('deletedone')).toEqual({ id, state: 'open', count: 1 });
});

it('a mute ends by itself: by count, by rate, by time', async () => {
  const feed = new ErrorFeed(test, 'muted');
  const app = new FakeInstance('muted');
  const error = (name: string) => app.record('ERROR', 'x', failing(name));
  await feed.store(['bycount', 'byrate', 'bytime'].map(error));
  await feed.count();
  const ids = new Map([...(await problems('muted'))].map(([name, { id }]) => [name, id]));
  const later = new Date(Date.now() + 3_600_000).toISOString();
  await desk.change(ids.get('bycount') as string, { state: 'muted', mutedUntil: { count: 4 } }, 'ada');
  await desk.change(ids.get('byrate') as string, { state: 'muted', mutedUntil: { perMinute: 1000 } }, 'ada');
  await desk.change(ids.get('bytime') as string, { state: 'muted', mutedUntil: { time: later } }, 'ada');
  await feed.store(Array.from({ length: 5 }, () => error('bycount')));
  await feed.count();
  expect((await problems('muted')).get('bycount')?.state).toBe('open');
  expect((await problems('muted')).get('byrate')?.state).toBe('muted');
  await feed.count(Date.now() + 3_700_000);
  expect((await problems('muted')).get('bytime')?.state).toBe('open');
});
