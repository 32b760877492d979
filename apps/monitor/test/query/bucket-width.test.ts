import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseBucket, MAX_BUCKETS, parseInterval, widthFor } from '../../src/query/counts/bucket-width.js';
import { DAY_MS, MINUTE_MS } from '../../src/query/range/time-range.js';

it.each([
  ['1m', MINUTE_MS],
  ['90m', 90 * MINUTE_MS],
  ['6h', 360 * MINUTE_MS],
  ['7d', 7 * DAY_MS],
])('reads %s', (text, ms) => expect(parseInterval(text)).toBe(ms));

it.each(['', '0m', '1', 'm', '1s', '-1m', '1.5h', '999999m', '1M', ' 1m'])('refuses %j', (text) => {
  expect(parseInterval(text)).toBeUndefined();
});

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
