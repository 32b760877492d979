import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrival, Arrivals } from '../../src/queue/arrivals.js';

const level = { level: 'INFO', original: undefined } as const;
const arrival = (seq: number, what: object | string = {}): Arrival => ({
  what,
  context: undefined,
  level,
  seq,
  now: 1,
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Arrivals', () => {
  it('lets go at the end of the turn, in order, a burst over several turns', async () => {
    const left: number[] = [];
    const arrivals = new Arrivals(({ seq }) => left.push(seq));
    for (let seq = 1; seq <= 450; seq++) arrivals.add(arrival(seq));
    expect(left).toEqual([]);
    await turn();
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(450);
    while (left.length < 450) await turn();
    expect(left).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
  });

  it('keeps the order and its bound, whatever comes and whenever it is emptied', () => {
    const step = fc.oneof(
      fc.record({ copies: fc.integer({ min: 1, max: 3_000 }), length: fc.constantFrom(0, 10, 5_000, 200_000) }),
      fc.constant('release' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const left: Arrival[] = [];
        const arrivals = new Arrivals((gone) => left.push(gone));
        const texts = new Map<number, number>();
        let seq = 0;
        for (const each of steps) {
          if (each === 'release') arrivals.release();
          for (let copy = 0; each !== 'release' && copy < each.copies; copy++) {
            texts.set(++seq, each.length);
            arrivals.add(arrival(seq, each.length === 0 ? {} : 'x'.repeat(each.length)));
            let held = 0;
            for (let open = left.length + 1; open <= seq && copy % 500 === 0; open++) held += texts.get(open) as number;
            expect(held).toBeLessThanOrEqual(4 * 1024 * 1024);
          }
          expect(seq - left.length).toBeLessThanOrEqual(4096);
        }
        arrivals.release();
        expect(left.every((gone, index) => gone.seq === index + 1)).toBe(true);
        expect(left.length).toBe(seq);
      }),
      { numRuns: 30 },
    );
  });
});
