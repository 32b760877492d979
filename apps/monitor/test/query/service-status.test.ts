import { expect, it } from 'vitest';
import { afterAll, beforeAll } from 'vitest';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { ServiceList, statusOf } from '../../src/query/counts/service-list.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { LongestPauses } from '../../src/query/counts/longest-pauses.js';
import { type FixtureRecord, StoreFixture } from './fixture/store-fixture.js';

const now = new Date('2026-11-21T07:00:30.000Z');
const ago = (minutes: number): number => now.getTime() - minutes * MINUTE_MS;
let store: StoreFixture;
let pool: QueryPool;

beforeAll(async () => {
  store = await StoreFixture.create();
  pool = new QueryPool(store.configuration());
  const every = (service: string, step: number, from: number, to: number): FixtureRecord[] =>
    Array.from({ length: Math.floor((from - to) / step) + 1 }, (_, index) => ({
      time: ago(from - index * step),
      service,
      level: 'INFO',
    }));
  await store.store([
    ...every('busy', 1, 60, 0),
    ...every('stopped', 1, 60, 10),
    ...every('hourly', 60, 600, 30),
    ...every('failing', 1, 60, 0),
    { time: ago(2), service: 'failing', level: 'ERROR' },
    { time: ago(1000), service: 'new', level: 'INFO' },
    { time: ago(3000), service: 'gone', level: 'INFO' },
  ]);
});

afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.drop();
});

it('calls a service silent only when it is quiet for longer than is usual for it', async () => {
  const list = new ServiceList(pool, new LongestPauses(pool));
  const { services } = await list.answer({ range: {}, now });
  const status = Object.fromEntries(services.map((service) => [service.name, service.status]));
  expect(status).toEqual({
    busy: 'ok',
    stopped: 'silent',
    hourly: 'ok',
    failing: 'failing',
    new: 'ok',
    gone: 'silent',
  });
  expect(services.find(({ name }) => name === 'gone')).toMatchObject({ total: 0, error_rate: 0 });
});

it('waits at least five minutes, and a day for one that has hardly logged', () => {
  const quiet = (minutes: number) => ({ lastSeen: new Date(ago(minutes)), failing: false });
  expect(statusOf(quiet(4), MINUTE_MS, now)).toBe('ok');
  expect(statusOf(quiet(6), MINUTE_MS, now)).toBe('silent');
  expect(statusOf(quiet(1439), undefined, now)).toBe('ok');
  expect(statusOf(quiet(1441), undefined, now)).toBe('silent');
  expect(statusOf({ lastSeen: null, failing: false }, undefined, now)).toBe('silent');
});
