import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PairRows } from '../src/facts/rows/pair-rows.js';

it('gives each pair of numbers a row, in the order in which they came', () => {
  const number = fc.oneof(fc.nat(20), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(fc.array(fc.array(fc.tuple(number, number), { maxLength: 300 }), { maxLength: 3 }), (batches) => {
      const rows = new PairRows();
      for (const pairs of batches) {
        const names = [...new Set(pairs.map(String))];
        for (const [first, second] of pairs) {
          const row = rows.rowOf(first, second);
          expect(row).toBe(names.indexOf(String([first, second])));
          expect([rows.firstOf(row), rows.secondOf(row)]).toEqual([first, second]);
        }
        expect(rows.size).toBe(names.length);
        rows.clear();
      }
    }),
  );
});
