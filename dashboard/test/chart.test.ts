import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foundHistogram } from '../src/chart/found-histogram.js';
import { type Histogram, PALETTE_SIZE, assignSlots, chartData, stackedCounts } from '../src/chart/chart-series.js';
import { newError } from './fixture-records.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-21T07:00:30.000Z');
const NONE: ReadonlyMap<string, number> = new Map();

function answer(counts: Record<string, number>[], parts: Partial<Histogram> = {}): Histogram {
  const first = NOW - 30_000 - (counts.length - 1) * MINUTE;
  return {
    completeThrough: new Date(NOW).toISOString(),
    intervalMs: MINUTE,
    range: { from: new Date(first).toISOString(), to: new Date(NOW + 30_000).toISOString() },
    buckets: counts.map((one, at) => ({ time: new Date(first + at * MINUTE).toISOString(), counts: one })),
    ...parts,
  };
}

describe('errors over time', () => {
  test('every error of the range is in exactly one bar', () => {
    const names = fc.dictionary(fc.string({ maxLength: 4 }), fc.nat(1000), { maxKeys: 14 });
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 40 }), (counts) => {
        const data = chartData(answer(counts), NOW, NONE, 'service');
        const sent = counts.flatMap((one) => Object.values(one)).reduce((sum, count) => sum + count, 0);
        expect(data.total + data.ahead).toBe(sent);
        expect(data.series.reduce((sum, series) => sum + series.total, 0)).toBe(data.total);
        if (data.series.length > 0) expect(stackedCounts(data.series).at(-1)).toEqual(data.totals);
        expect(data.series.length).toBeLessThanOrEqual(PALETTE_SIZE + 1);
      }),
    );
  });

  test('a service called like a member of Object is a service', () => {
    const counts = JSON.parse('{"__proto__": 2, "constructor": 3}') as Record<string, number>;
    expect(chartData(answer([counts]), NOW, NONE, 'service').series.map(({ name, total }) => [name, total])).toEqual([
      ['__proto__', 2],
      ['constructor', 3],
    ]);
  });

  test('bars are evenly spaced also where the answer leaves buckets out', () => {
    const whole = answer([{ a: 1 }, {}, {}, { a: 2 }, { a: 1 }]);
    const sparse = { ...whole, buckets: whole.buckets.filter((_, at) => at !== 1) };
    const data = chartData(sparse, NOW, NONE, 'service');
    expect(data.times.map((time, at) => time - (data.times[at - 1] ?? time - MINUTE))).toEqual(Array(5).fill(MINUTE));
    expect(data.totals).toEqual([1, 0, 0, 2, 1]);
  });

  test('a clock two hours ahead does not squeeze the chart; its errors are counted apart', () => {
    const counts = [...Array.from({ length: 15 }, () => ({ a: 1 }))];
    const ahead = { time: new Date(NOW + 120 * MINUTE).toISOString(), counts: { a: 7 } };
    const base = answer(counts);
    const data = chartData(
      { ...base, buckets: [...base.buckets, ahead], range: { ...base.range, to: ahead.time } },
      NOW,
      NONE,
      'service',
    );
    expect(data.to).toBe(NOW);
    expect([data.total, data.ahead]).toEqual([15, 7]);
  });

  test('what is not complete yet is marked', () => {
    const through = new Date(NOW - 40_000).toISOString();
    expect(chartData(answer([{ a: 1 }, { a: 1 }], { completeThrough: through }), NOW, NONE, 'service').completeTo).toBe(
      NOW - 40_000,
    );
  });

  test('no bucket, no crash', () => {
    const data = chartData(answer([]), NOW, NONE, 'service');
    expect([data.series, data.total, data.peak]).toEqual([[], 0, undefined]);
  });

  test('levels have colours of their own', () => {
    const data = chartData(answer([{ ERROR: 2, CRITICAL: 1 }]), NOW, NONE, 'level');
    expect(data.series.map(({ name, color }) => [name, color])).toEqual([
      ['CRITICAL', 'critical'],
      ['ERROR', 'error'],
    ]);
  });
});

describe('colours', () => {
  test('a service keeps its colour as long as it is shown, and no two share one', () => {
    const names = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'), { maxLength: PALETTE_SIZE });
    fc.assert(
      fc.property(fc.array(names, { maxLength: 12 }), (refreshes) => {
        let slots = new Map<string, number>();
        for (const shown of refreshes) {
          const next = assignSlots(slots, shown);
          expect(new Set(next.values()).size).toBe(shown.length);
          for (const name of shown) if (slots.has(name)) expect(next.get(name)).toBe(slots.get(name));
          slots = next;
        }
      }),
    );
  });
});

describe('counting what was found', () => {
  test('every record is in one bar, whatever its time', () => {
    const times = fc.array(fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true }));
    fc.assert(
      fc.property(times, (dates) => {
        const records = dates.map((date, at) =>
          newError({ id: `r${at}`, timestamp: date.toISOString(), level: 'INFO' }),
        );
        const { buckets } = foundHistogram(records, Date.parse('2026-11-21T10:00:00Z'), undefined);
        expect(buckets.reduce((sum, { counts }) => sum + (counts['INFO'] ?? 0), 0)).toBe(records.length);
      }),
    );
  });
});
