import { afterAll, beforeAll, expect, it } from 'vitest';
import { CounterFold } from '../../src/store/counters/counter-fold.js';
import { addCounts, MinuteCounts } from '../../src/store/counters/count-records.js';
import { TestStore } from '../parts/test-store.js';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 21, 12, 30);
let store: TestStore;
let fold: CounterFold;

beforeAll(async () => {
  store = await TestStore.create();
  fold = new CounterFold(store.pool);
});
afterAll(() => store.close());

interface Counted {
  time: number;
  serviceId: number;
}

/** Counts records as ingest does, in a transaction that ends when `done` resolves. */
async function count(partition: number, rows: Counted[], done: Promise<void> = Promise.resolve()): Promise<void> {
  await store.pool.transaction(async (client) => {
    const counts = new MinuteCounts();
    for (const { time, serviceId } of rows) counts.add(time, serviceId, 2);
    await addCounts(client, { lane: 'main', partition }, counts);
    await done;
  });
}

function rowsAt(time: number, records: number, serviceId = 1): Counted[] {
  return Array.from({ length: records }, () => ({ time, serviceId }));
}

const perWidth = () =>
  store.rows<{ width: number; rows: number; count: number }>(
    `SELECT width, count(*)::int AS rows, sum(count)::int AS count FROM log_count_rollup GROUP BY width ORDER BY width`,
  );

it('adds up what is over, leaves what is not, and takes in what comes late', async () => {
  for (const partition of [0, 1, 2]) {
    await count(partition, [...rowsAt(NOW - 3 * HOUR_MS, 5), ...rowsAt(NOW, 7)]);
  }
  expect(await fold.fold(NOW)).toBe(6);
  expect(await perWidth()).toEqual([
    { width: 10, rows: 4, count: 36 },
    { width: 60, rows: 4, count: 36 },
  ]);
  await count(1, rowsAt(NOW - 3 * HOUR_MS, 2));
  expect(await fold.fold(NOW)).toBe(2);
  expect(await fold.fold(NOW)).toBe(0);
  expect(await perWidth()).toEqual([
    { width: 10, rows: 4, count: 38 },
    { width: 60, rows: 4, count: 38 },
  ]);
});

it('leaves alone what a transaction of ingest holds, and waits for nobody', async () => {
  const old = NOW - 10 * HOUR_MS;
  await count(0, rowsAt(old, 1, 2));
  let commit = (): void => undefined;
  const held = count(0, rowsAt(old, 1, 2), new Promise((resolve) => (commit = resolve)));
  await expect
    .poll(() => store.value(`SELECT count(*)::int FROM pg_stat_activity WHERE state = 'idle in transaction'`))
    .toBeGreaterThan(0);
  expect(await fold.fold(NOW)).toBe(0);
  commit();
  await held;
  expect(await fold.fold(NOW)).toBe(2);
  expect(await store.value('SELECT sum(count)::int FROM log_count_rollup WHERE service_id = 2 AND width = 60')).toBe(2);
});

it('loses and doubles nothing while late records are counted meanwhile', async () => {
  const writers = Array.from({ length: 3 }, async (_, partition) => {
    for (let round = 0; round < 40; round += 1) {
      await count(partition, [
        ...rowsAt(NOW - (20 + (round % 5)) * HOUR_MS, 3, 3),
        ...rowsAt(NOW - 30 * HOUR_MS, 1, 3),
      ]);
    }
  });
  let writing = true;
  const folding = Promise.all(
    [1, 2].map(async () => {
      while (writing) await fold.fold(NOW);
    }),
  );
  await Promise.all(writers);
  writing = false;
  await folding;
  await fold.fold(NOW);
  const rows = await store.rows<{ width: number; count: number; partitions: number[] }>(
    `SELECT width, sum(count)::int AS count, array_agg(DISTINCT kafka_partition::int) AS partitions
       FROM log_count_rollup WHERE service_id = 3 GROUP BY width ORDER BY width`,
  );
  expect(rows).toEqual([
    { width: 10, count: 480, partitions: [-1] },
    { width: 60, count: 480, partitions: [-1] },
  ]);
});
