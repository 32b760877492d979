import { expect, it } from 'vitest';
import { SecondCore } from '../../src/query/second-core.js';

/** A snapshot that writes down which numbers of workers it was told. */
function snapshotOf(lag: number | null) {
  const told: unknown[] = [];
  const state = { alone: true };
  const start = {
    complete_through: null,
    lag_records: lag,
    sampled_at: new Date(),
    asked_at: new Date(),
    oldest_minute: null,
    newest_minute_end: null,
  };
  const snapshot = {
    start,
    isAlone: () => state.alone,
    rows: (_statement: unknown, values: readonly unknown[] = []) => {
      told.push(...values);
      return Promise.resolve([]);
    },
  };
  return { snapshot, state, told };
}

it('is taken while the search is alone, and given back when another one comes', async () => {
  const { snapshot, state, told } = snapshotOf(100);
  const core = new SecondCore(snapshot);
  await core.settle();
  await core.settle();
  expect(told).toEqual(['1']);
  state.alone = false;
  await core.settle();
  expect(told).toEqual(['1', '0']);
});

it.each([null, 10_001])('is left to ingest that is %s records behind', async (lag) => {
  const { snapshot, told } = snapshotOf(lag);
  await new SecondCore(snapshot).settle();
  expect(told).toEqual([]);
});
