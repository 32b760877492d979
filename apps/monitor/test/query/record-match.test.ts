import { afterAll, beforeAll, expect, it } from 'vitest';
import { QueryPool } from '../../src/query/database/query-pool.js';
import type { RecordFilter } from '../../src/query/records/record-filter.js';
import { recordMatcher } from '../../src/query/tail/record-match.js';
import { RecordSearch } from '../../src/query/records/record-search.js';
import { StoreFixture } from './fixture/store-fixture.js';

const now = Date.now();
let store: StoreFixture;
let pool: QueryPool;

beforeAll(async () => {
  store = await StoreFixture.create();
  pool = new QueryPool(store.configuration());
  await store.store([
    {
      time: now - 1000,
      level: 'INFO',
      message: 'Straße 100%',
      logger: 'A',
      attributes: { n: 17, deep: { ok: true }, 'a.b': 'x' },
    },
    {
      time: now - 2000,
      level: 'ERROR',
      message: 'm',
      error: { type: 'TypeError', message: 'x is null' },
      requestId: 'r',
      userId: 'u',
    },
    {
      time: now - 3000,
      level: 'WARNING',
      message: 'n',
      error: { type: 'Slow' },
      traceId: 't',
      attributes: { n: '17', list: [1] },
    },
    { time: now - 4000, level: 'DEBUG', message: 'plain', service: 'other', host: 'h-2', attributes: { n: null } },
  ]);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.drop();
});

it.each<RecordFilter>([
  {},
  { services: ['booking'] },
  { services: [] },
  { levels: ['ERROR', 'DEBUG'] },
  { hosts: ['h-2'] },
  { loggers: ['A', 'B'] },
  { search: 'STRASSE' },
  { search: 'straße' },
  { search: '100%' },
  { search: '_' },
  { search: 'typeerror' },
  { search: 'IS NULL' },
  { search: 'slow' },
  { requestId: 'r' },
  { userId: 'u', levels: ['ERROR'] },
  { traceId: 't' },
  { attributes: { n: '17' } },
  { attributes: { 'deep.ok': 'true' } },
  { attributes: { 'a.b': 'x' } },
  { attributes: { 'list.0': '1' } },
  { attributes: { n: '17', 'deep.ok': 'true' } },
  { attributes: { n: 'null' } },
  { attributes: { __proto__: 'x', constructor: 'y' } },
])('lets through on the live tail what a search finds: %j', async (filter) => {
  const search = new RecordSearch(pool);
  const all = await search.page({ filter: {}, range: {}, limit: 100, now: new Date() });
  const found = await search.page({ filter, range: {}, limit: 100, now: new Date() });
  expect(all.records).toHaveLength(4);
  expect(all.records.filter(recordMatcher(filter))).toEqual(found.records);
});
