import { type Width, WIDTHS } from '@log-monitor/access-statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptSince, narrowestWidth, planWindows } from '../../../src/query/access/window-plan.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 27, 18, 31, 7, 5);
const DAYS = { 10: 2, 60: 8, 600: 35, 3600: 400, 86_400: 400 };
const kept = keptSince(DAYS, NOW);

const range = fc
  .record({ age: fc.integer({ min: 0, max: 500 * DAY_MS }), length: fc.integer({ min: 0, max: 60 * DAY_MS }) })
  .map(({ age, length }) => ({ from: NOW - age, to: NOW - age + length }));
const finest = fc.constantFrom<Width>(10, 60, 600);

describe('the windows of a range', () => {
  it('cover it exactly once, with windows that are kept', () => {
    fc.assert(
      fc.property(range, finest, (asked, width) => {
        const { segments, covered, shortened } = planWindows({ range: asked, finest: width, kept });
        let at = covered.from;
        for (const segment of segments) {
          expect(segment.from).toBe(at);
          expect(segment.from % (segment.width * 1000)).toBe(0);
          expect(segment.to % (segment.width * 1000)).toBe(0);
          expect(segment.from).toBeGreaterThanOrEqual(kept(segment.width));
          expect(segment.width).toBeGreaterThanOrEqual(width);
          at = segment.to;
        }
        expect(at).toBe(covered.to);
        if (asked.from < asked.to && !shortened) expect(covered.from).toBeLessThanOrEqual(asked.from);
        if (asked.from < asked.to) expect(covered.to).toBeGreaterThanOrEqual(asked.to);
      }),
    );
  });

  it('go beyond its ends by less than the narrowest window that is kept there', () => {
    fc.assert(
      fc.property(range, finest, (asked, width) => {
        fc.pre(asked.from < asked.to);
        const { covered, shortened } = planWindows({ range: asked, finest: width, kept });
        const narrowest = narrowestWidth(asked.from, width, kept) * 1000;
        if (!shortened) expect(asked.from - covered.from).toBeLessThan(narrowest);
        expect(covered.to - asked.to).toBeLessThan(Math.max(narrowest, 1));
      }),
    );
  });

  it('cross no border of a bucket', () => {
    fc.assert(
      fc.property(range, fc.constantFrom(60_000, 600_000, 3_600_000), (asked, bucket) => {
        fc.pre(
          asked.to - asked.from < 3 * DAY_MS &&
            asked.from < asked.to &&
            bucket >= narrowestWidth(asked.from, 10, kept) * 1000,
        );
        const borders: number[] = [];
        for (let at = Math.ceil(asked.from / bucket) * bucket; at < asked.to; at += bucket) borders.push(at);
        for (const { from, to, width } of planWindows({ range: asked, finest: 10, kept, borders }).segments) {
          const crossed = borders.filter(
            (border) => border > from && border < to && (border - from) % (width * 1000) !== 0,
          );
          expect(crossed).toEqual([]);
        }
      }),
    );
  });

  it('are the day itself where nothing is newer', () => {
    const from = Date.UTC(2026, 10, 20);
    const { segments, covered } = planWindows({
      range: { from, to: NOW },
      finest: 10,
      kept,
      nothingSince: NOW - 60_000,
    });
    expect(segments).toEqual([{ width: 86_400, from, to: Date.UTC(2026, 10, 28) }]);
    expect(covered.to - NOW).toBeLessThan(10_000);
  });

  it('begin where the oldest are kept', () => {
    const { covered, shortened } = planWindows({ range: { from: 0, to: NOW }, finest: 600, kept });
    expect([covered.from, shortened]).toEqual([kept(86_400), true]);
  });
});

it('knows widths that divide one another', () => {
  for (const [index, width] of WIDTHS.entries()) if (index > 0) expect(width % (WIDTHS[index - 1] as number)).toBe(0);
});
