import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DROP_REASONS, type DropRange } from '@log-monitor/log-record';
import { expandDrops, shortenDrops } from '../../src/drops/drops-in-short.js';

/** Ranges as the account gives them: per reason ascending, with at least one number between two. */
const rangesOfOne = (reason: DropRange['reason']): fc.Arbitrary<DropRange[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 1e6 })), { maxLength: 20 })
    .map((steps) => {
      let next = 0;
      return steps.map(([gap, length]) => {
        const from = next + gap;
        next = from + length + 1;
        return { reason, from, to: next - 1 };
      });
    });

describe('drops in short', () => {
  it('come back as they were', () => {
    const all = fc.tuple(...DROP_REASONS.map(rangesOfOne)).map((lists) => lists.flat());
    fc.assert(
      fc.property(all, (ranges) => {
        expect(expandDrops(shortenDrops(ranges))).toEqual(ranges);
      }),
    );
  });

  it('whatever a file holds, only ranges of positive whole numbers come out, without an error', () => {
    const texts = fc.oneof(fc.string(), fc.json(), fc.dictionary(fc.constantFrom(...DROP_REASONS), fc.anything()).map((value) => String(JSON.stringify(value)))); // prettier-ignore
    fc.assert(
      fc.property(texts, (text) => {
        for (const { from, to } of expandDrops(text)) {
          expect([from >= 1, to >= from, Number.isSafeInteger(to)]).toEqual([true, true, true]);
        }
      }),
    );
    expect(expandDrops('{"queue_overflow":[0,5,1,-3,2,2]}')).toEqual([]);
    expect(expandDrops('{"queue_overflow":[5,2,0],"elsewhere":[1,1]}')).toEqual([{ reason: 'queue_overflow', from: 5, to: 6 }]); // prettier-ignore
  });

  it('take a tenth of the room that reports take', () => {
    const ranges = Array.from({ length: 1_000 }, (_, index) => ({ reason: 'queue_overflow' as const, from: 100_000 + index * 10, to: 100_003 + index * 10 })); // prettier-ignore
    expect(shortenDrops(ranges).length * 10).toBeLessThan(JSON.stringify(ranges).length);
  });
});
