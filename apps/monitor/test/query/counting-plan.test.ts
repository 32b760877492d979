import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planCounting } from '../../src/query/counts/counting-plan.js';
import { DAY_MS, MINUTE_MS } from '../../src/time/durations.js';

const HOUR_MS = 60 * MINUTE_MS;
const bucket = fc.constantFrom(
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  DAY_MS,
);
const range = fc
  .tuple(
    fc.integer({ min: 0, max: 3 * HOUR_MS }),
    fc.oneof(fc.integer({ min: 0, max: 2 * MINUTE_MS }), fc.integer({ min: 0, max: 5 * HOUR_MS })),
    fc.boolean(),
  )
  .map(([start, span, aligned]) => {
    const from = aligned ? Math.floor(start / MINUTE_MS) * MINUTE_MS : start;
    return { from: new Date(from), to: new Date(from + span) };
  });

describe('planCounting', () => {
  it('covers exactly the range, without overlap', () => {
    fc.assert(
      fc.property(range, bucket, fc.integer({ min: 0, max: 9 * HOUR_MS }), (asked, bucketMs, at) => {
        const { segments, edges } = planCounting(asked, bucketMs);
        const covering = [...segments, ...edges].filter((part) => part.from.getTime() <= at && at < part.to.getTime());
        const inside = asked.from.getTime() <= at && at < asked.to.getTime();
        expect(covering.length).toBe(inside ? 1 : 0);
      }),
    );
  });

  it('asks no counter for a part of what it counted, nor for more than a bucket', () => {
    fc.assert(
      fc.property(range, bucket, (asked, bucketMs) => {
        for (const { width, from, to } of planCounting(asked, bucketMs).segments) {
          expect([from.getTime() % (width * MINUTE_MS), to.getTime() % (width * MINUTE_MS)]).toEqual([0, 0]);
          expect(bucketMs % (width * MINUTE_MS)).toBe(0);
        }
      }),
    );
  });

  it('leaves to the rows at most two parts of a minute', () => {
    fc.assert(
      fc.property(range, bucket, (asked, bucketMs) => {
        const { edges } = planCounting(asked, bucketMs);
        expect(edges.length).toBeLessThanOrEqual(2);
        for (const { from, to } of edges) {
          expect(to.getTime() - from.getTime()).toBeLessThan(MINUTE_MS);
          expect(Math.floor(from.getTime() / MINUTE_MS)).toBe(Math.floor((to.getTime() - 1) / MINUTE_MS));
        }
      }),
    );
  });

  it('reads a day from the widest counters that fit', () => {
    const plan = planCounting({ from: new Date(7 * MINUTE_MS), to: new Date(DAY_MS + 7 * MINUTE_MS) }, DAY_MS);
    expect(plan.edges).toEqual([]);
    expect(plan.segments.map(({ width, from, to }) => [width, (to.getTime() - from.getTime()) / MINUTE_MS])).toEqual([
      [1, 3],
      [10, 50],
      [60, 1380],
      [1, 7],
    ]);
  });
});
