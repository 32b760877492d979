import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeAccessDay } from '../../parts/access-day.js';
import type { AccessTruth } from '../../parts/access-truth.js';
import { compareAccessDay } from '../../parts/expect-access-truth.js';
import { TestStore } from '../../parts/test-store.js';
import { HttpFixture } from '../../views/fixture/http-fixture.js';

const DAY_MS = 86_400_000;
const from = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const range = { from, to: from + 2 * 3_600_000 };

let store: TestStore;
let http: HttpFixture;
let truth: AccessTruth;

beforeAll(async () => {
  store = await TestStore.create();
  truth = await storeAccessDay(store, { lines: 200_000, clients: 200_000, exponent: 0.7, seed: 11, ...range });
  http = await HttpFixture.create({ databaseUrl: store.databaseUrl });
}, 300_000);
afterAll(async () => {
  await http.close();
  await store.close();
});

it('answers about 200,000 requests as an exact count does', async () => {
  const errors = await compareAccessDay(http, truth, range);
  expect(errors.different).toEqual({});
  expect(errors.percentile).toBeLessThan(0.02);
  expect(errors.clients).toBeLessThan(0.03);
  expect(errors.clientsOfDay).toBeLessThan(0.02);
});
