import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeAccessDay } from '../../parts/access-day.js';
import type { AccessTruth } from '../../parts/access-truth.js';
import { compareAccessDay } from '../../parts/expect-access-truth.js';
import { TestStore } from '../../parts/test-store.js';
import { HttpFixture } from '../../views/fixture/http-fixture.js';

const DAY_MS = 86_400_000;
const from = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const range = { from, to: from + DAY_MS };
const LINES = Number(process.env['ACCESS_LINES'] ?? 5_000_000);

let store: TestStore;
let http: HttpFixture;
let truth: AccessTruth;

beforeAll(async () => {
  store = await TestStore.create();
  truth = await storeAccessDay(store, { lines: LINES, clients: 4_000_000, exponent: 0.7, seed: 7, ...range });
  http = await HttpFixture.create({ databaseUrl: store.databaseUrl });
}, 1_800_000);
afterAll(async () => {
  await http.close();
  await store.close();
});

it('answers about a day of five million requests of more than a million clients as an exact count does', async () => {
  const errors = await compareAccessDay(http, truth, range);
  const sizes = Object.fromEntries(Object.entries(truth.lists).map(([name, sums]) => [name, sums.size]));
  console.log(JSON.stringify({ requests: truth.requests, distinct: sizes, ...errors }, undefined, 1));
  expect(sizes['clients']).toBeGreaterThan(1_000_000 * Math.min(1, LINES / 5_000_000));
  expect(errors.different).toEqual({});
  expect(errors.percentile).toBeLessThan(0.02);
  expect(errors.clients).toBeLessThan(0.03);
  expect(errors.clientsOfDay).toBeLessThan(0.02);
});
