import { expect, it } from 'vitest';
import type { IngestPool } from '../../src/store/connection/ingest-pool.js';
import { NameNumbers } from '../../src/store/directory/name-numbers.js';
import { SourceDirectory } from '../../src/store/directory/source-directory.js';
import { IntervalSet } from '../../src/store/ledger/interval-set.js';
import { LedgerEntry } from '../../src/store/ledger/ledger-entry.js';
import { LedgerStore } from '../../src/store/ledger/ledger-store.js';
import { RecentErrors } from '../../src/store/log/recent-errors.js';

/** A tenth more than the caches hold. */
const WORKING_SET = 55_000;
const READS = 120_000;
/** What a cache cannot but miss of such a working set is a tenth; one that empties itself when it is full misses half. */
const LEAST_HIT_RATE = 0.85;

/** Numbers below `limit`, in an order that is the same in every run. */
function* numbers(count: number, limit: number): Generator<number> {
  let state = 1;
  for (let index = 0; index < count; index += 1) {
    state = (state * 48_271) % 2_147_483_647;
    yield state % limit;
  }
}

/** Calls `read` for batches of the working set, first so that all of it has been there once. @returns share of hits of the second part */
async function hitRate(read: (batch: number[]) => Promise<number>, workingSet = WORKING_SET): Promise<number> {
  const inOrder = Array.from({ length: workingSet }, (_, index) => index);
  let misses = 0;
  for (const [round, ids] of [inOrder, [...numbers(READS, workingSet)]].entries()) {
    for (let at = 0; at < ids.length; at += 500) {
      const missed = await read([...new Set(ids.slice(at, at + 500))]);
      if (round > 0) misses += missed;
    }
  }
  return 1 - misses / READS;
}

/** A database that has a number for everything, and says how often it was asked. */
class CountingDatabase {
  asked = 0;
  readonly pool = {
    run: (sql: string, [names]: unknown[][]) => {
      if (!sql.trimStart().startsWith('SELECT')) return Promise.resolve([]);
      if (/FROM (source|ledger)/.test(sql)) this.asked += names?.length ?? 0;
      return Promise.resolve((names ?? []).map((name) => ({ id: 1, name, instance: name })));
    },
  } as unknown as IngestPool;
}

it('names are known again', async () => {
  const database = new CountingDatabase();
  const services = new NameNumbers(
    {
      run: (sql: string, [names]: unknown[][]) => {
        database.asked += names?.length ?? 0;
        return database.pool.run(sql, [names]);
      },
    } as unknown as IngestPool,
    'service',
    1_000_000,
  );
  const rate = await hitRate(async (batch) => {
    const before = database.asked;
    await services.of(batch.map((number) => `service-${number}`));
    return database.asked - before;
  });
  expect(rate).toBeGreaterThan(LEAST_HIT_RATE);
});

it('processes are known again', async () => {
  const database = new CountingDatabase();
  const directory = new SourceDirectory(database.pool);
  const rest = { service: 'booking', host: 'host', pid: null, version: null, environment: null };
  const rate = await hitRate(async (batch) => {
    const before = database.asked;
    await directory.locate(batch.map((number) => ({ ...rest, instance: `instance-${number}` })));
    return database.asked - before;
  });
  expect(rate).toBeGreaterThan(LEAST_HIT_RATE);
});

it('entries of the ledger are known again', async () => {
  const ledger = new LedgerStore({ run: () => Promise.resolve([]) } as unknown as IngestPool);
  const rate = await hitRate(async (batch) => {
    const found = await ledger.read(batch);
    const entries = batch.map(
      (id) =>
        found.get(id) ?? new LedgerEntry(id, 0, new IntervalSet([1, 2]), new Map(), { firstSeen: 0, lastSeen: 0 }),
    );
    ledger.committed(entries);
    return batch.length - found.size;
  });
  expect(rate).toBeGreaterThan(LEAST_HIT_RATE);
});

const uuid = (number: number): string => `0198c8f0-7b2c-7def-8abc-${number.toString(16).padStart(12, '0')}`;

it('errors are known again', async () => {
  const errors = new RecentErrors();
  const rate = await hitRate(async (batch) => {
    const ids = batch.map((id) => uuid(id));
    const missed = ids.filter((id) => !errors.has(id));
    errors.committed(ids);
    return missed.length;
  }, 36_000);
  expect(rate).toBeGreaterThan(LEAST_HIT_RATE);
});

it('errors are forgotten in the end, and only then', () => {
  const errors = new RecentErrors();
  const ids = Array.from({ length: 120_000 }, (_, index) => uuid(index));
  for (const [at, id] of ids.entries()) {
    expect(errors.has(id)).toBe(false);
    errors.committed([id]);
    if (at >= 30_000) expect(errors.has(ids[at - 30_000] as string)).toBe(true);
  }
  expect(errors.has(ids[0] as string)).toBe(false);
  errors.clear();
  expect(ids.some((id) => errors.has(id))).toBe(false);
});

it('an id that is no UUID, or the nil UUID, is never taken for known', () => {
  const errors = new RecentErrors();
  for (const id of ['', 'x', '1234', '00000000-0000-0000-0000-000000000000', `${uuid(1)}0`, uuid(1).slice(1)]) {
    errors.committed([id]);
    expect(errors.has(id)).toBe(false);
  }
  errors.committed([uuid(1)]);
  expect(errors.has(uuid(1))).toBe(true);
  expect(errors.has(uuid(1).replace('a', 'b'))).toBe(false);
});

it('an entry of the ledger with very many holes does not take the place of thousands of others', async () => {
  const ledger = new LedgerStore({ run: () => Promise.resolve([]) } as unknown as IngestPool);
  const broken = new IntervalSet(Array.from({ length: 20_000 }, (_, index) => 2 * index + 1));
  const entry = (id: number, received: IntervalSet): LedgerEntry =>
    new LedgerEntry(id, 0, received, new Map(), { firstSeen: 0, lastSeen: 0 });
  for (let id = 0; id < 1000; id += 1) ledger.committed([entry(id, broken.clone())]);
  expect((await ledger.read(Array.from({ length: 1000 }, (_, id) => id))).size).toBeLessThan(300);
});
