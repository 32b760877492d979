import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchPace } from '../../src/query/search-pace.js';

/** A snapshot that writes down which numbers of workers it was told. */
function snapshotOf(lag: number | null) {
  const told: unknown[] = [];
  const state = { running: 1, waiting: 0 };
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
    heavyLoad: () => state,
    rows: (_statement: unknown, values: readonly unknown[] = []) => {
      told.push(...values);
      return Promise.resolve([]);
    },
  };
  return { snapshot, state, told };
}

it('takes a second process while it is alone, and gives it back when another search comes', async () => {
  const { snapshot, state, told } = snapshotOf(100);
  const pace = new SearchPace(snapshot);
  await pace.between(0);
  await pace.between(0);
  expect(told).toEqual(['1']);
  state.running = 2;
  await pace.between(0);
  expect(told).toEqual(['1', '0']);
});

it('does not where nobody knows how far ingest is', async () => {
  const { snapshot, told } = snapshotOf(null);
  await new SearchPace(snapshot).between(1000);
  expect(told).toEqual([]);
});

it('is over sooner while others wait', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { snapshot, state } = snapshotOf(0);
    const pace = new SearchPace(snapshot);
    vi.advanceTimersByTime(1001);
    expect(pace.isOver()).toBe(false);
    state.waiting = 1;
    expect(pace.isOver()).toBe(true);
    state.waiting = 0;
    vi.advanceTimersByTime(1500);
    expect(pace.isOver()).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

describe('while ingest is behind', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('rests as long as it has read', async () => {
    const { snapshot, told } = snapshotOf(10_001);
    let rested = false;
    const rest = new SearchPace(snapshot).between(300).then(() => (rested = true));
    await vi.advanceTimersByTimeAsync(299);
    expect(rested).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await rest;
    expect(told).toEqual([]);
  });
});
