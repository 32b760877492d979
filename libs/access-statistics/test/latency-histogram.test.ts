import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LatencyHistogram } from '../src/latency-histogram.js';
import { random } from './sample-records.js';

const durations = fc.array(fc.double({ min: 0, max: 200_000_000, noNaN: true }), { maxLength: 200 });

function of(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

it.each([
  ['uniform', (next: () => number) => next() * 1000],
  [
    'log-normal',
    (next: () => number) => Math.exp(3 + 2 * Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(6.2831853 * next())),
  ],
  ['two humps', (next: () => number) => (next() < 0.8 ? 2 + next() : 900 + 100 * next())],
  ['over the whole range', (next: () => number) => 0.01 * 8.64e9 ** next()],
])('finds every quantile to 1 %% (%s)', (_, draw) => {
  const next = random(7);
  const values = Array.from({ length: 20_000 }, () => draw(next));
  const histogram = of(values);
  const sorted = Float64Array.from(values).sort();
  for (let share = 0; share <= 1; share += 0.001) {
    const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
    const found = histogram.quantile(share) as number;
    if (exact >= 0.01) expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.010001);
    else expect(found).toBeLessThanOrEqual(0.01);
  }
});

it('takes what is out of its range', () => {
  expect(of([0, 0.001]).quantile(0.5)).toBe(0);
  expect(of([-5, Number.NaN]).quantile(1)).toBe(0);
  expect(of([1e300]).quantile(0.5)).toBeCloseTo(86_400_000, -7);
  expect(new LatencyHistogram().quantile(0.5)).toBeUndefined();
});

it('is the same in whatever order it is filled, merged and encoded', () => {
  fc.assert(
    fc.property(durations, durations, durations, (a, b, c) => {
      const whole = of([...a, ...b, ...c]).encode();
      const backwards = of(c);
      backwards.merge(LatencyHistogram.decode(of(b).encode()));
      backwards.mergeEncoded(of(a).encode());
      expect(backwards.encode().equals(whole)).toBe(true);
      expect(backwards.count).toBe(a.length + b.length + c.length);
    }),
  );
});

it('gives several quantiles as it gives each', () => {
  const shares = [0, 0.3, 0.3, 0.5, 0.95, 0.99, 1];
  fc.assert(
    fc.property(durations, (values) => {
      const histogram = of(values);
      const each = shares.map((share) => histogram.quantile(share));
      expect(histogram.quantiles(shares)).toEqual(values.length === 0 ? undefined : each);
    }),
  );
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        LatencyHistogram.decode(bytes).quantile(0.5);
      } catch (error) {
        expect((error as { code?: string }).code).toBe('STATISTICS_FORMAT');
      }
    }),
  );
});
