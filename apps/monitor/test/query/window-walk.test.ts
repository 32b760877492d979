import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WindowWalk } from '../../src/query/records/window-walk.js';

it('covers the range exactly, newest first, whatever each window takes', () => {
  const span = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(
      span,
      span,
      span,
      fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1 }),
      (start, length, present, times) => {
        const walk = new WindowWalk(start, start + length, present);
        let expectedEnd = start + length;
        let step = 0;
        for (let window = walk.next(); window; window = walk.next()) {
          expect(window.to.getTime()).toBe(expectedEnd);
          expect(window.from.getTime()).toBeLessThan(expectedEnd);
          expectedEnd = window.from.getTime();
          walk.took(times[step % times.length] as number);
          step += 1;
          expect(step).toBeLessThan(2000);
        }
        expect(expectedEnd).toBe(start);
      },
    ),
  );
});

it('reaches back a century in few steps where there is nothing', () => {
  const walk = new WindowWalk(Date.UTC(1900, 0), Date.UTC(2026, 10), Date.UTC(2026, 10));
  let steps = 0;
  while (walk.next()) {
    walk.took(1);
    steps += 1;
  }
  expect(steps).toBeLessThan(12);
});
