import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchPace } from '../../src/query/records/search-pace.js';

/** A snapshot that writes down which numbers of workers it was told. */
function recordingSnapshot() {
  const told: unknown[] = [];
  const state = { running: 1, waiting: 0 };
  const snapshot = {
    heavyLoad: () => state,
    rows: (_statement: unknown, values: readonly unknown[] = []) => {
      told.push(...values);
      return Promise.resolve([]);
    },
  };
  return { snapshot, state, told };
}

it('takes a second process while it is alone, and gives it back when another search comes', async () => {
  const { snapshot, state, told } = recordingSnapshot();
  const pace = new SearchPace(snapshot, 100);
  await pace.between(0);
  await pace.between(0);
  expect(told).toEqual(['1']);
  state.running = 2;
  await pace.between(0);
  expect(told).toEqual(['1', '0']);
});

it('does not where nobody knows how far ingest is', async () => {
  const { snapshot, told } = recordingSnapshot();
  await new SearchPace(snapshot, null).between(1000);
  expect(told).toEqual([]);
});

it('is over sooner while others wait', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { snapshot, state } = recordingSnapshot();
    const pace = new SearchPace(snapshot, 0);
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
    const { snapshot, told } = recordingSnapshot();
    let rested = false;
    const rest = new SearchPace(snapshot, 10_001).between(300).then(() => (rested = true));
    await vi.advanceTimersByTimeAsync(299);
    expect(rested).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await rest;
    expect(told).toEqual([]);
  });
});
