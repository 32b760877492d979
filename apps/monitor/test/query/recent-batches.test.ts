import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentBatches } from '../../src/query/tail/recent-batches.js';

const KEPT = 4;

it('never gives a time that some record of the range is older than, and knows when it does not know', () => {
  const batch = fc.record({ size: fc.integer({ min: 1, max: 5 }), earliest: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), fc.nat({ max: 45 }), (stored, from) => {
      let end = 0;
      const all = stored.map(({ size, earliest }) => ({ end: (end += size), earliest })).reverse();
      const answer = new RecentBatches([['m0', all.slice(0, KEPT)]]).earliestSince('m0', from);
      const asked = all.filter((one) => one.end > from);
      if (asked.length < Math.min(all.length, KEPT)) {
        expect(answer).toBe(Math.min(Number.POSITIVE_INFINITY, ...asked.map(({ earliest }) => earliest)));
      } else {
        expect(answer).toBeUndefined();
      }
    }),
  );
});

it('knows nothing of a partition that it was not told of', () => {
  expect(new RecentBatches([]).earliestSince('e1', 0)).toBeUndefined();
});
