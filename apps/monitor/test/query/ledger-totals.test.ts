import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLedgerTotals } from '../../src/query/ledger/ledger-totals.js';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { StoreFixture } from './fixture/store-fixture.js';

const now = Date.now();
const instance = randomUUID();
let store: StoreFixture;
let pool: QueryPool;

beforeAll(async () => {
  store = await StoreFixture.create();
  pool = new QueryPool(store.configuration());
  const source = await store.source('booking', 'host-1', instance);
  await store.ledger(source, {
    firstSeen: now - 600_000,
    lastSeen: now,
    duplicates: 3,
    holes: [
      { from: 10, to: 19, since: now - 120_000 },
      { from: 30, to: 39, since: now - 1000 },
    ],
  });
  await store.client.query(`INSERT INTO ledger_drop VALUES ($1, 'queue_overflow', '{[100,151),[200,201)}')`, [source]);
  // The fast lane brought number 12 although the main topic has a hole there; 35 is in a hole that is still pending.
  await store.store([
    { time: now - 90_000, service: 'booking', instance, seq: 12 },
    { time: now - 90_000, service: 'booking', instance, seq: 35 },
  ]);
});

afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.drop();
});

const totals = (from: number, to: number, services?: string[]) =>
  pool.snapshot((snapshot) => readLedgerTotals(snapshot, { from: new Date(from), to: new Date(to) }, services));

it('counts what is missing for a minute, less what the fast lane filled', async () => {
  expect(await totals(now - 3_600_000, now + 1)).toEqual({ missing: 9, dropped: 52, duplicates: 3 });
});

it('speaks of the processes alive in the range, of the services asked', async () => {
  const nothing = { missing: 0, dropped: 0, duplicates: 0 };
  expect(await totals(now - 7_200_000, now - 3_600_000)).toEqual(nothing);
  expect(await totals(now - 3_600_000, now + 1, ['other'])).toEqual(nothing);
  expect(await totals(now - 3_600_000, now + 1, ['booking'])).toMatchObject({ missing: 9 });
});
