import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DropAccount } from '../../src/drops/drop-account.js';
import { NumberSet } from '../../src/drops/number-set.js';

describe('NumberSet', () => {
  it('has the runs of what was added and not removed', () => {
    const near = fc.oneof(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 32_700, max: 32_900 }),
      fc.integer({ min: 65_500, max: 65_600 }),
    );
    const step = fc.oneof(
      fc.record({ add: fc.array(near, { maxLength: 60 }) }),
      fc.record({ remove: fc.tuple(near, near).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        const set = new NumberSet();
        const model = new Set<number>();
        for (const each of steps) {
          if ('add' in each) each.add.forEach((number) => (set.add(number), model.add(number)));
          else {
            set.removeRange(...each.remove);
            for (const number of [...model])
              if (number >= each.remove[0] && number <= each.remove[1]) model.delete(number);
          }
        }
        const ranges = set.ranges(10_000);
        expect(
          ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index)),
        ).toEqual([...model].sort((a, b) => a - b));
        ranges.slice(1).forEach(([from], index) => expect(from).toBeGreaterThan((ranges[index]?.[1] ?? 0) + 1));
        expect(set.isEmpty).toBe(model.size === 0);
        expect(set.ranges(2)).toEqual(ranges.slice(0, 2));
      }),
    );
  });

  it('joins whole chunks into one run', () => {
    const set = new NumberSet();
    for (let number = 1; number <= 200_000; number++) set.add(number);
    expect(set.ranges(10)).toEqual([[1, 200_000]]);
    set.removeRange(1, 100_000);
    expect(set.ranges(10)).toEqual([[100_001, 200_000]]);
  });
});

describe('DropAccount', () => {
  it('reports until acknowledged, and counts once', () => {
    const account = new DropAccount();
    for (const seq of [5, 6, 7, 9]) account.add('queue_overflow', seq);
    account.add('rate_limit', 8);
    const first = account.next(2);
    expect(first).toEqual([
      { reason: 'queue_overflow', from: 5, to: 7 },
      { reason: 'queue_overflow', from: 9, to: 9 },
    ]);
    expect(account.next(2)).toEqual(first);
    account.acknowledge(first);
    expect(account.next(200)).toEqual([{ reason: 'rate_limit', from: 8, to: 8 }]);
    account.acknowledge(account.next(200));
    expect(account.hasUnreported).toBe(false);
    expect(account.counts()).toMatchObject({ queue_overflow: 4, rate_limit: 1, rejected: 0 });
  });
});
