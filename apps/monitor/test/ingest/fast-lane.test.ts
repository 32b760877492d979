import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FastLane } from '../../src/ingest/kafka/fast-lane.js';

const calls: string[] = [];
const newLane = (): FastLane =>
  new FastLane({ pause: () => void calls.push('pause'), resume: () => void calls.push('resume') }, 'application-logs');

describe('FastLane', () => {
  beforeEach(() => {
    calls.length = 0;
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => vi.useRealTimers());

  it('holds the main topic back until every partition of the errors topic has caught up', () => {
    const lane = newLane();
    lane.errorsRead(0, 0);
    expect(calls).toEqual([]);
    lane.errorsRead(0, 5000);
    lane.errorsRead(1, 3000);
    lane.errorsRead(0, 0);
    expect(calls).toEqual(['pause']);
    lane.errorsRead(1, 0);
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('never holds the main topic back for long, nor at once again', () => {
    const lane = newLane();
    lane.errorsRead(0, 5000);
    vi.advanceTimersByTime(3000);
    expect(calls).toEqual(['pause', 'resume']);
    lane.errorsRead(0, 5000);
    expect(calls).toEqual(['pause', 'resume']);
    vi.advanceTimersByTime(3001);
    lane.errorsRead(0, 5000);
    expect(calls).toEqual(['pause', 'resume', 'pause']);
  });

  it('outlives a consumer that has ended while the main topic was held back', () => {
    let ended = false;
    const orThrow = (): void => {
      if (ended) throw new Error('Consumer group was not initialized');
    };
    const lane = new FastLane({ pause: orThrow, resume: orThrow }, 'application-logs');
    lane.errorsRead(0, 5000);
    ended = true;
    // Thrown in a timer it would end the process.
    expect(() => vi.advanceTimersByTime(3000)).not.toThrow();
    vi.advanceTimersByTime(7000);
    expect(() => lane.errorsRead(0, 5000)).not.toThrow();
  });
});
