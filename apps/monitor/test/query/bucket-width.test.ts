import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseBucket, MAX_BUCKETS, widthFor } from '../../src/query/counts/bucket-width.js';
import { DAY_MS, MINUTE_MS } from '../../src/time/durations.js';

it('never makes more buckets than wanted, and always whole minutes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 * 365 }), fc.integer({ min: 2, max: 2000 }), (days, most) => {
      const range = { from: new Date(0), to: new Date(days * DAY_MS * 0.37) };
      const width = widthFor(range, most);
      expect(Math.ceil(range.to.getTime() / width)).toBeLessThanOrEqual(most);
      expect(width % MINUTE_MS).toBe(0);
    }),
  );
});

it('refuses an interval that would make too many buckets', () => {
  const range = { from: new Date(0), to: new Date(MAX_BUCKETS * MINUTE_MS + 1) };
  expect(() => chooseBucket(range, MINUTE_MS)).toThrow(/interval is too short/);
  expect(chooseBucket({ ...range, to: new Date(MAX_BUCKETS * MINUTE_MS) }, MINUTE_MS)).toBe(MINUTE_MS);
});
