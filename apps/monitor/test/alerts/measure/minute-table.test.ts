import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesPattern } from '../../../src/alerts/measure/name-pattern.js';
import { MinuteTable } from '../../../src/alerts/measure/minute-table.js';
import { MINUTE_MS } from '../../../src/time/durations.js';

const START = Date.UTC(2026, 10, 28, 3);
const cell = fc.record({
  minute: fc.integer({ min: 0, max: 59 }),
  service: fc.integer({ min: 1, max: 3 }),
  level: fc.integer({ min: 1, max: 5 }),
  count: fc.integer({ min: 1, max: 1000 }),
});

it('adds up any windows as they move on, as if each were added up from nothing', () => {
  fc.assert(
    fc.property(
      fc.array(cell, { maxLength: 100 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 20 }),
      (cells, lengths, steps) => {
        const table = new MinuteTable();
        for (let minute = 0; minute < 60; minute += 1) {
          const own = cells.filter((one) => one.minute === minute);
          table.put({
            minute: START + minute * MINUTE_MS,
            serviceIds: own.map(({ service }) => service),
            levels: own.map(({ level }) => level),
            counts: own.map(({ count }) => count),
          });
        }
        let end = 0;
        for (const step of steps) {
          end += step;
          const sums = table.sums(
            START + end * MINUTE_MS,
            lengths.map((length) => ({ length, day: 0 })),
          );
          lengths.forEach((length, index) => {
            for (const service of [1, 2, 3]) {
              const inside = cells.filter(
                (one) => one.service === service && one.minute >= end - length && one.minute < end,
              );
              const total = inside.reduce((sum, { count }) => sum + count, 0);
              const errors = inside.filter(({ level }) => level >= 4).reduce((sum, { count }) => sum + count, 0);
              expect(sums[index]?.of(service)).toBe(total);
              expect(sums[index]?.of(service, [4, 5])).toBe(errors);
            }
          });
        }
      },
    ),
  );
});

it('matches names as a regular expression with .* would, whatever the pattern', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, name) => {
      expect(matchesPattern(pattern, name)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
    }),
  );
});
