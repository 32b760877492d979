import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccessCounter } from '../../../src/query/access/access-counter.js';
import type { AccessFilter } from '../../../src/query/access/access-filter.js';
import { AccessSeries } from '../../../src/query/access/access-series.js';
import { AccessSettings } from '../../../src/query/access/access-settings.js';
import { AccessSummary } from '../../../src/query/access/access-summary.js';
import { AccessTop } from '../../../src/query/access/access-top.js';
import { CountedCells } from '../../../src/query/access/counted-cells.js';
import { WindowMemory } from '../../../src/query/access/window-memory.js';
import type { WindowQuestion } from '../../../src/query/access/window-reader.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { AccessFold } from '../../../src/store/access/access-fold.js';
import { AccessPartition, FakeWebServer, request } from '../../parts/access-lines.js';
import { TestStore } from '../../parts/test-store.js';
import { configurationOf } from '../fixture/store-fixture.js';

const HOUR = 3_600_000;
const ROUNDS = 14;
const RANKS = ['requests', 'errors', 'slowness'] as const;

let store: TestStore;
let pool: QueryPool;
const settings = new AccessSettings(configurationOf('unused'));

beforeAll(async () => {
  store = await TestStore.create();
  pool = new QueryPool(configurationOf(store.databaseUrl));
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.close();
});

/** Numbers from 0 to 1 that are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it('never makes an answer another one, whatever is stored meanwhile', async () => {
  const next = numbers(13);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
  const now = new Date(store.pool.clock.now());
  const partition = new AccessPartition();
  await store.store.openPosition({ topic: 'web-logs', partition: 0 }, 0);
  const server = new FakeWebServer('front');
  const fold = new AccessFold(store.pool, store.fresh, { access: { watermarkSeconds: 120 } });
  // A new path in most lines, so that lists are longer than what is read of them.
  const lineAt = (age: number) => {
    const path = next() < 0.5 ? `/rare/${Math.floor(next() * 400)}` : `/often/${Math.floor(next() ** 3 * 12)}`;
    const record = request({
      urlPath: path,
      serverAddress: pick(['a.example', 'b.example', undefined]),
      httpResponseStatusCode: pick([200, 200, 404, 500]),
      durationMs: Math.exp(next() * 6),
      clientAddress: `10.0.0.${Math.floor(next() * 200)}`,
    });
    return server.line(now.getTime() - age, record);
  };
  const remembering = new AccessCounter(settings);
  const filters: AccessFilter[] = [
    { healthChecks: 'exclude' },
    { healthChecks: 'exclude', hosts: ['b.example'] },
    { healthChecks: 'exclude', statuses: ['4xx'] },
  ];
  const ranges = [30 * 24, 50, 2].map((hours) => ({ from: new Date(now.getTime() - hours * HOUR) }));
  const answers = (
    counter: AccessCounter,
    [filter, range, rank]: [AccessFilter, { from: Date }, (typeof RANKS)[number]],
  ) => {
    const asked = { filter, range, now };
    const least = rank === 'errors' ? 2 : 1;
    return Promise.all([
      new AccessSummary(pool, counter).answer(asked),
      new AccessSeries(pool, counter, settings).answer({ ...asked, by: 'host' }),
      new AccessSeries(pool, counter, settings).answer({ ...asked, by: 'class' }),
      new AccessTop(pool, counter).answer({ ...asked, list: 'urls', rank, limit: 5, least }),
      new AccessTop(pool, counter).answer({ ...asked, list: 'routes', rank, limit: 3 }),
      new AccessTop(pool, counter).answer({ ...asked, list: 'clients', rank, limit: 10 }),
    ]);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    // Most lines are of this moment; late ones reopen slots of any day.
    const late = next() < 0.3 ? next() * 30 * 24 * HOUR : 0;
    const lines = Array.from({ length: 60 }, () => lineAt(late + next() ** 4 * 20 * HOUR));
    await store.store.store(partition.batch(lines));
    if (next() < 0.7) await fold.fold(store.pool.clock.now());
    if (next() < 0.5) while ((await fold.fold(store.pool.clock.now() + HOUR)) > 0);
    const question: Parameters<typeof answers>[1] = [pick(filters), pick(ranges), pick(RANKS)];
    const fresh = await answers(new AccessCounter(settings), question);
    expect(await answers(remembering, question)).toEqual(fresh);
    expect(await answers(remembering, question)).toEqual(fresh);
  }
});

const QUESTION: WindowQuestion = {
  facet: 'host',
  segments: [{ width: 86_400, from: 0, to: 86_400_000 }],
  starts: [0],
  sources: null,
  hosts: null,
  values: null,
  statuses: null,
  apart: { source: false, host: true, value: false, status: false },
};

/** Cells of so many hosts. */
function cellsOf(hosts: number): CountedCells {
  const cells = new CountedCells();
  for (let host = 0; host < hosts; host += 1) {
    cells.at({ bucket: 0, source: null, host: `h${host}`, value: null, status: null }).requests = 1;
  }
  return cells;
}

it('remembers what is true of the days, and no more than it may', async () => {
  const versions: (string | null)[] = [];
  const snapshot = { rows: () => Promise.resolve([{ version: versions.at(-1) ?? null }]) } as unknown as Parameters<
    WindowMemory['recall']
  >[0];
  const memory = new WindowMemory(10_000);
  let reads = 0;
  const ask = (hosts: number) =>
    memory.recall(snapshot, { ...QUESTION, hosts: [String(hosts)] }, 'besides', () => {
      reads += 1;
      return Promise.resolve(cellsOf(hosts));
    });
  // Without days nobody would say that something has changed.
  await ask(1);
  await ask(1);
  expect(reads).toBe(2);
  versions.push('one');
  const first = await ask(1);
  expect(await ask(1)).toBe(first);
  versions.push('two');
  expect(await ask(1)).not.toBe(first);
  await ask(10);
  expect(reads).toBe(5);
  // The one that was asked for longest ago goes.
  await ask(1);
  await ask(12);
  await ask(1);
  expect(reads).toBe(6);
  await ask(10);
  expect(reads).toBe(7);
});
