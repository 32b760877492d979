import { LEVELS, type Level, SEVERITY } from '@log-monitor/log-record';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Histogram } from '../../src/query/counts/histogram.js';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { Statistics } from '../../src/query/counts/statistics.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { type FixtureRecord, StoreFixture } from './fixture/store-fixture.js';

const START = Date.UTC(2026, 10, 20, 23, 50);
const SPAN = 30 * MINUTE_MS;
const SERVICES = ['booking', 'usermanagement', 'notification'];
let store: StoreFixture;
let pool: QueryPool;

beforeAll(async () => {
  store = await StoreFixture.create();
  pool = new QueryPool(store.configuration());
  let state = 42;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const records = Array.from({ length: 400 }, (): FixtureRecord => {
    const time = START + random(SPAN);
    return {
      // Some lie exactly on a minute, where an off-by-one would show.
      time: random(4) === 0 ? Math.floor(time / MINUTE_MS) * MINUTE_MS : time,
      level: LEVELS[random(5)] as Level,
      service: SERVICES[random(3)] as string,
      partition: random(3),
    };
  });
  await store.store(records);
});

afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.drop();
});

async function plainCount(from: number, to: number, services: string[] | null) {
  const { rows } = await store.client.query<{ service: string; level: number; count: string }>(
    `SELECT service.name AS service, level, count(*) FROM (
       SELECT service_id, level, time FROM log_record UNION ALL SELECT service_id, level, time FROM error_record
     ) r JOIN service ON service.id = service_id
     WHERE time >= $1 AND time < $2 AND ($3::text[] IS NULL OR service.name = ANY($3)) GROUP BY 1, 2`,
    [new Date(from), new Date(to), services],
  );
  return rows.map(({ service, level, count }) => ({ service, level, count: Number(count) }));
}

const sum = (counts: { count: number }[]): number => counts.reduce((total, { count }) => total + count, 0);

const anyRange = fc.tuple(
  fc.integer({ min: START - MINUTE_MS, max: START + SPAN }),
  fc.integer({ min: 0, max: SPAN }),
  fc.boolean(),
  fc.option(fc.subarray(SERVICES, { minLength: 1 })),
);

it('counts any range exactly as the rows do, also one that cuts minutes', async () => {
  const statistics = new Statistics(pool);
  const histogram = new Histogram(pool);
  await fc.assert(
    fc.asyncProperty(anyRange, async ([start, span, onMinute, services]) => {
      const from = onMinute ? Math.floor(start / MINUTE_MS) * MINUTE_MS : start;
      const to = from + span;
      const expected = await plainCount(from, to, services);
      const question = {
        range: { from: new Date(from), to: new Date(to) },
        services: services ?? undefined,
        now: new Date(),
      };
      const answer = await statistics.answer(question);
      expect(answer.total_logs).toBe(sum(expected));
      expect(answer.total_errors).toBe(sum(expected.filter(({ level }) => level >= SEVERITY.ERROR)));
      for (const name of SERVICES) {
        const own = expected.filter(({ service }) => service === name);
        expect(answer.by_service[name]?.total ?? 0).toBe(sum(own));
        expect(answer.by_service[name]?.critical ?? 0).toBe(sum(own.filter(({ level }) => level === 5)));
      }
      for (const by of ['level', 'service'] as const) {
        const { buckets } = await histogram.answer({ ...question, by, bucketMs: 5 * MINUTE_MS });
        const counts = buckets.flatMap((bucket) => Object.values(bucket.counts).map((count) => ({ count })));
        expect(sum(counts)).toBe(sum(expected));
      }
    }),
    { numRuns: 60 },
  );
});

it('puts each record into the bucket of its time', async () => {
  const range = { from: new Date(START + 90_000), to: new Date(START + 20 * MINUTE_MS + 1500) };
  const answer = await new Histogram(pool).answer({ range, by: 'level', bucketMs: MINUTE_MS, now: new Date() });
  expect(answer.buckets.length).toBe(20);
  for (const { time, counts } of answer.buckets) {
    const from = Math.max(Date.parse(time), range.from.getTime());
    const to = Math.min(Date.parse(time) + MINUTE_MS, range.to.getTime());
    const expected = sum(await plainCount(from, to, null));
    expect(Object.values(counts).reduce((total, count) => total + count, 0)).toBe(expected);
  }
});

it('takes a share of a cut minute where rows were counted but not kept', async () => {
  const minute = Date.UTC(2026, 10, 19, 12);
  const records = Array.from({ length: 60 }, (_, second) => ({
    time: minute + second * 1000,
    level: 'DEBUG' as const,
  }));
  await store.store(records.map((record) => ({ ...record, countOnly: true })));
  await store.store([{ time: minute + 1000, level: 'ERROR' }]);
  const range = { from: new Date(minute), to: new Date(minute + 15_000) };
  const answer = await new Statistics(pool).answer({ range, now: new Date() });
  expect(answer.by_level).toMatchObject({ DEBUG: 15, ERROR: 1 });
});

it.each([
  [0, 15],
  [0, 45],
  [15, 60],
  [45, 60],
  [20, 30],
])('counts seconds %d to %d of a minute whose lowest level was not kept', async (from, to) => {
  const start = Date.UTC(2026, 10, 18, from, to);
  const every = (level: Level, seconds: number) =>
    Array.from({ length: 60 / seconds }, (_, index) => ({ time: start + index * seconds * 1000, level }));
  await store.store(every('DEBUG', 1).map((record) => ({ ...record, countOnly: true })));
  await store.store([...every('INFO', 5), ...every('ERROR', 10)]);
  const range = { from: new Date(start + from * 1000), to: new Date(start + to * 1000) };
  const answer = await new Statistics(pool).answer({ range, now: new Date() });
  const seconds = to - from;
  expect(answer.by_level).toMatchObject({
    DEBUG: seconds,
    INFO: Math.ceil(to / 5) - Math.ceil(from / 5),
    ERROR: Math.ceil(to / 10) - Math.ceil(from / 10),
  });
});

it('is not thrown off by one record from a clock that is years ahead', async () => {
  await store.store([{ time: Date.UTC(2099, 0), level: 'ERROR', service: 'ahead' }]);
  const question = { range: {}, now: new Date(START + SPAN) };
  const statistics = await new Statistics(pool).answer(question);
  expect(statistics.by_service['ahead']?.total).toBe(1);
  const { buckets, intervalMs } = await new Histogram(pool).answer({ ...question, by: 'service' });
  expect(intervalMs).toBe(10 * MINUTE_MS);
  expect(buckets.at(-1)?.counts['ahead']).toBe(1);
  expect(buckets.length).toBeLessThan(150);
});
