import { describe, expect, it } from 'vitest';
import { StillPartitions, stillSentence } from '../../src/ingest/consumer/still-partitions.js';

const seen = (position: number | undefined, end: number, partition = 0) => ({
  topic: 'logs',
  partition,
  position,
  end,
});

/** Looks every half second. @returns what is found at the end */
function lookFor(seconds: number, at: (second: number) => ReturnType<typeof seen>[]) {
  const partitions = new StillPartitions();
  let found: ReturnType<StillPartitions['look']> = [];
  for (let now = 0; now <= seconds * 1000; now += 500) found = partitions.look(at(now / 1000), now);
  return found;
}

describe('partitions that stand still', () => {
  it('are those with more to read that have not moved for a minute, the longest first', () => {
    const found = lookFor(70, (second) => [
      seen(5, 9 + second, 1),
      seen(second < 9 ? second : 9, 80),
      seen(second, 99, 2),
    ]);
    expect(found.map(({ partition, position, forMs }) => [partition, position, forMs])).toEqual([
      [1, 5, 70_000],
      [0, 9, 61_000],
    ]);
    expect(stillSentence(found[1] as (typeof found)[number])).toBe(
      'logs/0 has stood at offset 9 for 61 s, with 71 more to read',
    );
  });

  it('are none that have read everything, are stored at this moment or belong to others', () => {
    expect(lookFor(200, () => [seen(9, 9), seen(undefined, 9, 1)])).toEqual([]);
    expect(lookFor(200, (second) => (second % 50 === 0 ? [seen(undefined, 9)] : [seen(5, 9)]))).toEqual([]);
    expect(lookFor(200, (second) => (second % 50 === 0 ? [] : [seen(5, 9)]))).toEqual([]);
  });

  it('begin to stand when there is something to read', () => {
    expect(lookFor(200, (second) => [seen(9, second < 150 ? 9 : 12)])).toEqual([]);
  });
});
