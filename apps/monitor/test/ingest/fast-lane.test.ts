import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TopicPartition } from '../../src/batch/topic-partition.js';
import { planTopics } from '../../src/configuration/topic-plan.js';
import { FastLane } from '../../src/ingest/consumer/fast-lane.js';

const calls: string[] = [];
const plan = planTopics({ kafka: { logTopic: 'application-logs', errorLogTopic: 'errors' }, access: { topics: [] } });
const tell =
  (what: string) =>
  (topics: { topic: string }[]): void =>
    void calls.push(`${what} ${topics.map(({ topic }) => topic).join()}`);
const newLane = (): FastLane => new FastLane({ pause: tell('pause'), resume: tell('resume') }, plan);
const errors = (partition: number): TopicPartition => ({ topic: 'errors', partition });

describe('FastLane', () => {
  beforeEach(() => {
    calls.length = 0;
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => vi.useRealTimers());

  it('holds the main topic back until every partition of the errors topic has caught up', () => {
    const lane = newLane();
    lane.read(errors(0), 0);
    expect(calls).toEqual([]);
    lane.read(errors(0), 5000);
    lane.read(errors(1), 3000);
    lane.read(errors(0), 0);
    expect(calls).toEqual(['pause application-logs']);
    lane.read(errors(1), 0);
    expect(calls).toEqual(['pause application-logs', 'resume application-logs']);
  });

  it('never holds the main topic back for long, nor at once again', () => {
    const lane = newLane();
    lane.read(errors(0), 5000);
    vi.advanceTimersByTime(3000);
    expect(calls).toEqual(['pause application-logs', 'resume application-logs']);
    lane.read(errors(0), 5000);
    expect(calls).toEqual(['pause application-logs', 'resume application-logs']);
    vi.advanceTimersByTime(3001);
    lane.read(errors(0), 5000);
    expect(calls).toEqual(['pause application-logs', 'resume application-logs', 'pause application-logs']);
  });

  // Found by a fault test under load: two partitions of the main topic were paused for ever, and the monitor said that it was ready.
  it('lets the main topic go when partitions are assigned again while it is held back', () => {
    const lane = newLane();
    lane.read(errors(0), 5000);
    lane.assigned();
    expect(calls).toEqual(['pause application-logs', 'resume application-logs']);
    vi.advanceTimersByTime(10_000);
    expect(calls).toEqual(['pause application-logs', 'resume application-logs']);
    lane.read(errors(1), 0);
    lane.read(errors(1), 5000);
    expect(calls).toEqual(['pause application-logs', 'resume application-logs', 'pause application-logs']);
  });

  it('outlives a consumer that has ended while the main topic was held back', () => {
    let ended = false;
    const orThrow = (): void => {
      if (ended) throw new Error('Consumer group was not initialized');
    };
    const lane = new FastLane({ pause: orThrow, resume: orThrow }, plan);
    lane.read(errors(0), 5000);
    ended = true;
    // Thrown in a timer it would end the process.
    expect(() => vi.advanceTimersByTime(3000)).not.toThrow();
    vi.advanceTimersByTime(7000);
    expect(() => lane.read(errors(0), 5000)).not.toThrow();
  });
});
