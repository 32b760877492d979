import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalSet } from '../../src/store/ledger/interval-set.js';

const number = fc.integer({ min: 1, max: 60 });

const rangesOf = (values: Set<number>): [number, number][] => {
  const sorted = [...values].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const value of sorted) {
    const last = ranges.at(-1);
    if (last?.[1] === value) last[1] = value + 1;
    else ranges.push([value, value + 1]);
  }
  return ranges;
};

describe('IntervalSet', () => {
  it('behaves as a set of numbers, kept in as few intervals as possible', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(number, fc.tuple(number, number))), (additions) => {
        const set = new IntervalSet();
        const model = new Set<number>();
        for (const addition of additions) {
          if (typeof addition === 'number') {
            expect(set.add(addition)).toBe(!model.has(addition));
            model.add(addition);
          } else {
            const [from, to] = addition;
            set.addRange(from, to);
            for (let value = from; value < to; value += 1) model.add(value);
          }
        }
        expect([...set.intervals()]).toEqual(rangesOf(model));
        expect(set.size).toBe(model.size);
        expect(set.highest).toBe(Math.max(0, ...model));
        for (let value = 0; value < 70; value += 1) expect(set.has(value)).toBe(model.has(value));
      }),
    );
  });

  it('names exactly what is missing in a range', () => {
    fc.assert(
      fc.property(fc.uniqueArray(number), number, number, (values, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const set = new IntervalSet();
        for (const value of values) set.add(value);
        const missing = new Set<number>();
        for (let value = from; value < to; value += 1) if (!values.includes(value)) missing.add(value);
        expect(set.gaps(from, to)).toEqual(rangesOf(missing));
      }),
    );
  });

  it('reads its own text back, in the form that PostgreSQL writes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(number), (values) => {
        const set = new IntervalSet();
        for (const value of values) set.add(value);
        expect([...IntervalSet.parse(set.toString()).intervals()]).toEqual([...set.intervals()]);
      }),
    );
    expect(new IntervalSet([1, 101, 205, 206]).toString()).toBe('{[1,101),[205,206)}');
    expect(() => IntervalSet.parse('{(,5)}')).toThrow(TypeError);
  });

  it('unites two sets', () => {
    const union = new IntervalSet([1, 3, 10, 12]).union(new IntervalSet([3, 5, 11, 20]));
    expect(union.toString()).toBe('{[1,5),[10,20)}');
  });
});
