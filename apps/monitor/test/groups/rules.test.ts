import type { GroupRuleInput } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GroupRuleDesk } from '../../src/groups/rules/group-rule-desk.js';
import { ErrorFeed } from '../parts/error-feed.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestStore } from '../parts/test-store.js';

let test: TestStore;
let desk: GroupRuleDesk;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
  desk = new GroupRuleDesk(test.pool);
});
afterAll(() => test.close());

const rule = (name: string, over: Partial<GroupRuleInput> = {}): GroupRuleInput => ({
  ...{ name, match: { message: '/gateway (\\w+) answered/' }, fingerprint: `${name} {1}`, enabled: true },
  ...over,
});
const names = async () => (await desk.current()).rules.map(({ name }) => name);
const reset = async () => {
  for (const { id } of (await desk.current()).rules) await desk.remove(id, 'ada');
};

it('keeps a list in its order; each change is written down and can be taken back, one after the other', async () => {
  await desk.create(rule('one'), 'ada');
  const { rules } = await desk.create(rule('two'), 'grace');
  const [one, two] = rules.map(({ id }) => id) as [string, string];
  await desk.order([two, one], 'ada');
  expect(await names()).toEqual(['two', 'one']);
  await desk.replace(two, rule('second'), 'ada');
  await desk.remove(one, 'ada');
  expect(await names()).toEqual(['second']);
  const seen = [];
  for (let step = 0; step < 5; step += 1) {
    await desk.undo('ada');
    seen.push(await names());
  }
  expect(seen).toEqual([['second', 'one'], ['two', 'one'], ['one', 'two'], ['one'], []]);
  await expect(desk.undo('ada')).rejects.toMatchObject({ code: 'CONFLICT' });
  await desk.create(rule('three'), 'ada');
  await desk.undo('ada');
  await expect(desk.undo('ada')).rejects.toMatchObject({ code: 'CONFLICT' });
  const history = await desk.history();
  expect(history.map(({ action }) => action).reverse()).toEqual([
    ...['create', 'create', 'order', 'change', 'delete', 'undo', 'undo', 'undo', 'undo', 'undo', 'create', 'undo'],
  ]);
  expect(history.at(-2)).toMatchObject({ actor: 'grace', action: 'create', rule: 'two', revision: 2 });
});

it('refuses what cannot be used, and an order that does not name each rule once', async () => {
  const { rules } = await desk.create(rule('first'), 'ada');
  const id = rules[0]?.id as string;
  for (const bad of [rule('x', { match: { type: '/(/' } }), rule('x', { fingerprint: '{nobody}' })]) {
    await expect(desk.create(bad, 'ada')).rejects.toMatchObject({ code: 'INVALID' });
    await expect(desk.replace(id, bad, 'ada')).rejects.toThrow('The rule "x"');
  }
  await expect(desk.order([id, id], 'ada')).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(desk.order([], 'ada')).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(desk.remove('0b9f6a52-6f3e-4c39-8d0b-3a9f3f1b7c11', 'ada')).rejects.toMatchObject({ code: 'ABSENT' });
  expect(await names()).toEqual(['first']);
  await reset();
});

it('groups what comes by the first rule that matches, says which one it was, and sees a changed list soon', async () => {
  const feed = new ErrorFeed(test, 'ruled');
  const app = new FakeInstance('ruled');
  const error = (gateway: string, line: number) =>
    app.record('ERROR', `gateway ${gateway} answered ${line}`, {
      error: {
        type: 'Error',
        message: 'no',
        stack: `Error: no\n    at f${gateway} (/app/src/${gateway}.js:${line}:5)`,
      },
    });
  const bases = () =>
    test.rows(
      `SELECT f.basis->>'summary' AS by, g.count::int AS count FROM error_fingerprint f JOIN error_group g ON g.id = f.group_id
        WHERE g.count > 0 ORDER BY 1, 2`,
    );
  await desk.create(rule('off', { enabled: false }), 'ada');
  await desk.create(rule('Gateways', { fingerprint: 'gateway' }), 'ada');
  await desk.create(rule('late'), 'ada');
  await feed.store([error('a', 500), error('b', 502), app.record('ERROR', 'other')]);
  await feed.count();
  expect(await bases()).toEqual([
    { by: 'message', count: 1 },
    { by: 'rule Gateways', count: 2 },
  ]);
  await desk.undo('ada');
  await desk.undo('ada');
  const until = Date.now() + 5000;
  while (!(await bases()).some(({ by }) => String(by).includes('frame'))) {
    expect(Date.now()).toBeLessThan(until);
    await feed.store([error('a', 500)]);
    await feed.count();
  }
  await reset();
});

it('stores errors also when a stored rule cannot be used by this version', async () => {
  const rules = [{ ...rule('broken'), match: { type: '/(/' }, id: 'x' }, { ...rule('Fine', { fingerprint: 'fine' }) }];
  await test.rows(
    `INSERT INTO group_rules (revision, undo_to, actor, action, rules) SELECT max(revision) + 1, -1, 'ada', 'change', $1 FROM group_rules`,
    [JSON.stringify(rules)],
  );
  const feed = new ErrorFeed(Object.create(test, { store: { value: test.newStore() } }) as TestStore, 'unusable');
  await feed.store([new FakeInstance('unusable').record('ERROR', 'gateway x answered')]);
  expect(await test.value(`SELECT count(*)::int FROM error_fingerprint WHERE basis->>'summary' = 'rule Fine'`)).toBe(1);
});
