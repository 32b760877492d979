import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Season } from '../src/baseline/season.js';
import { networkOf } from '../src/detector/network.js';
import { median, spread } from '../src/score/robust.js';
import { scoreOf } from '../src/score/score.js';
import { poissonSurprise, shareSurprise } from '../src/score/tail.js';

/** Logarithm of the factorial. */
const logFactorial = (count: number): number =>
  Array.from({ length: count }, (_, at) => Math.log(at + 1)).reduce((sum, value) => sum + value, 0);

const poisson = (count: number, mean: number): number => Math.exp(count * Math.log(mean) - mean - logFactorial(count));
const binomial = (count: number, trials: number, share: number): number =>
  Math.exp(
    logFactorial(trials) -
      logFactorial(count) -
      logFactorial(trials - count) +
      count * Math.log(share) +
      (trials - count) * Math.log(1 - share),
  );

describe('surprise', () => {
  it('never says that a count is less probable than it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0.5, max: 40, noNaN: true }), (count, mean) => {
        const bound = Math.exp(-poissonSurprise(count, mean));
        const range = count >= mean ? [count, count + 200] : [0, count];
        let tail = 0;
        for (let one = range[0] as number; one <= (range[1] as number); one += 1) tail += poisson(one, mean);
        expect(bound).toBeGreaterThanOrEqual(tail * (1 - 1e-9));
      }),
    );
  });

  it('never says that a share is less probable than it is, and is nothing for what is expected', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(60),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        (trials, given, share) => {
          const count = Math.min(given, trials);
          const surprise = shareSurprise(count, trials, share);
          if (count / trials <= share) expect(surprise).toBe(0);
          let tail = 0;
          for (let one = count; one <= trials; one += 1) tail += binomial(one, trials, share);
          expect(Math.exp(-surprise)).toBeGreaterThanOrEqual(tail * (1 - 1e-9));
        },
      ),
    );
    expect(poissonSurprise(7, 7)).toBe(0);
  });
});

describe('scores', () => {
  it('are 50 at the limit, 75 at twice the limit, never above 100, and rise', () => {
    expect([0, 1, 2, 4, 1e9].map(scoreOf)).toEqual([0, 50, 75, 94, 100]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }), (a, b) => {
        expect(scoreOf(Math.max(a, b))).toBeGreaterThanOrEqual(scoreOf(Math.min(a, b)));
      }),
    );
  });

  it('are made with a middle and a spread that one outlier does not move', () => {
    const values = [10, 11, 9, 10, 12, 8, 10];
    expect(median([...values, 1e9])).toBe(10);
    expect(spread([...values, 1e9], 10)).toBeLessThan(3);
    expect(median([])).toBeNaN();
  });
});

describe('seasons', () => {
  it('know the hour of the day after three days, and that of the week after two weeks', () => {
    const season = new Season();
    const rate = (hour: number): number => (Math.floor(hour / 24) % 7 >= 5 ? 10 : hour % 24 === 12 ? 500 : 100);
    const learn = (days: number, from = 0): void => {
      for (let hour = from * 24; hour < days * 24; hour += 1) season.learn(hour * 3600, rate(hour));
    };
    learn(2);
    expect(season.expected((2 * 24 + 12.5) * 3600)).toBeUndefined();
    learn(4, 2);
    expect(season.expected((4 * 24 + 12.5) * 3600)?.most).toBe(500);
    learn(14, 4);
    expect(season.expected((14 * 24 + 5 * 24 + 8.5) * 3600)).toEqual({ least: 10, most: 10 });
  });
});

describe('networks', () => {
  it('are 256 addresses of IPv4 and a /48 of IPv6', () => {
    expect(networkOf('203.0.113.9')).toBe('203.0.113.0/24');
    expect(networkOf('2001:db8:7:1::9')).toBe('2001:db8:7::/48');
    expect(networkOf('2001:0db8::')).toBe('2001:db8:0::/48');
    expect(networkOf('unix:')).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        networkOf(text);
      }),
    );
  });
});
