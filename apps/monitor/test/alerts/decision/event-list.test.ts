import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepEvents } from '../../../src/alerts/decision/event-log.js';
import { EventList } from '../../../src/alerts/decision/event-list.js';
import { reading } from '../../../src/alerts/measure/reading.js';
import { makeEvent } from '../../../src/alerts/schedule/make-event.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { TestEvaluation } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;

beforeAll(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
});

afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.close();
});

/** A rule of which these keys fired. */
async function fired(rule: Parameters<TestEvaluation['rule']>[0], ...keys: string[]): Promise<string> {
  const made = await evaluation.rule(rule);
  const happening = {
    transition: 'fired',
    decidedAt: Date.now(),
    value: 9,
    windowEnd: Date.now(),
    samples: [],
  } as const;
  const events = keys.map((key) => makeEvent(made, { ...happening, key }));
  await store.pool.transaction((client) => keepEvents(reading(client), events));
  return made.id;
}

/** Names of the rules and keys. */
async function found(filter: Partial<Parameters<EventList['answer']>[0]>): Promise<string[]> {
  const everything = { ruleId: undefined, key: undefined, range: {}, limit: 100, cursor: undefined };
  const { signal } = new AbortController();
  const { events } = await new EventList(pool).answer({ ...everything, ...filter, signal });
  return events.map(({ ruleName, key }) => `${ruleName}/${key}`).sort();
}

it('finds what concerns a service, a host or a route: what is about it, and what watches it among others', async () => {
  const count = { kind: 'log_count', threshold: 5 } as const;
  const deleted = await fired({ ...count, name: 'all' }, '');
  await fired({ ...count, name: 'each', groupBy: 'service' }, 'shop_1', 'shop21', 'mail');
  await fired({ ...count, name: 'shops', scope: { services: ['shop_*'] } }, '');
  await fired({ ...count, name: 'not shops', scope: { exceptServices: ['shop*'] } }, '');
  await fired({ name: 'disk', kind: 'disk', threshold: 5 }, '');
  await fired({ name: 'hosts', kind: 'access_count', threshold: 5, groupBy: 'host' }, 'a.example', 'b.example');
  await fired({ name: 'routes', kind: 'access_count', threshold: 5, scope: { routes: ['GET /cart*'] } }, '');
  await evaluation.desk.remove(deleted);
  expect(await found({ about: 'records', service: 'shop_1' })).toEqual(['all/', 'each/shop_1', 'shops/']);
  expect(await found({ about: 'records', service: 'mail' })).toEqual(['all/', 'each/mail', 'not shops/']);
  // An underscore is no wildcard.
  expect(await found({ about: 'records', service: 'shop21' })).toEqual(['all/', 'each/shop21']);
  expect(await found({ about: 'requests', host: 'b.example' })).toEqual(['hosts/b.example', 'routes/']);
  expect(await found({ about: 'requests', route: 'GET /cart/:id' })).toContain('routes/');
  expect(await found({ about: 'requests', route: 'GET /login' })).not.toContain('routes/');
  expect(await found({ about: 'monitor' })).toEqual(['disk/']);
  expect(await found({})).toHaveLength(10);
  expect(await found({ ruleId: randomUUID() })).toEqual([]);
});
