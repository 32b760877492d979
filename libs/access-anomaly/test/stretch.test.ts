import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Stretch, stretched } from '../src/baseline/stretch.js';
import { lossEvidence, riseEvidence } from '../src/score/evidence.js';
import { surpriseLimit } from '../src/score/tail.js';
import type { Finding } from '../src/finding/finding.js';
import { BEGIN, HOST, judged, type Line, random, visitors } from './windows.js';

const SLOW = { durationMs: 400 };
const FAILED = { httpResponseStatusCode: 503 };
const CLIENT = '203.0.113.9';

/** Two requests in ten seconds, one of which is as `members` say in the windows from `from` to `to`. */
const few =
  (members: Line, from: number, to = Infinity) =>
  (window: number): Line[] =>
    window >= from && window < to ? [...visitors(1), ...visitors(1, members)] : visitors(2);

const secondsAfter = (finding: Finding | undefined, window: number): number =>
  (finding?.foundAt ?? Infinity) - BEGIN - 10 * window;

describe('where little is asked', () => {
  it('finds faults when there are enough of them, and not before', () => {
    const findings = judged(160, few(FAILED, 100, 120));
    expect(findings.map(({ detector }) => detector)).toEqual(['fault_surge']);
    expect(secondsAfter(findings[0], 100)).toBeLessThanOrEqual(60);
    expect(findings[0]?.why).toContain('20 of 40 requests');
    expect(judged(160, few(FAILED, 100, 103))).toEqual([]);
  });

  it('finds slow answers that no minute has enough of, and is silent about a few of them', () => {
    const findings = judged(260, few(SLOW, 200, 220));
    expect(findings.map(({ detector }) => detector)).toEqual(['latency_shift']);
    expect(secondsAfter(findings[0], 200)).toBeLessThanOrEqual(60);
    expect(judged(260, few(SLOW, 200, 202))).toEqual([]);
    expect(judged(260, (window) => few(SLOW, window % 40 === 0 ? 200 : Infinity)(window))).toEqual([]);
  });

  it('does not take a slow time for what is usual: the next one is found, too', () => {
    const slow = (window: number): Line[] => few(SLOW, 200, 260)(window >= 400 && window < 420 ? 201 : window);
    const findings = judged(430, slow);
    expect(findings.map(({ firstSeen }) => firstSeen >= BEGIN + 4000)).toEqual([false, true]);
  });

  it('does not say of a route again what the finding of its host has said', () => {
    const usual = (members: Line): Line[] => [...visitors(30), ...visitors(2, { ...members, httpRoute: '/pay' })];
    // A minute later a route fails once more, whose stretch still has the faults of the host's finding.
    const failing = [...visitors(20), ...visitors(10, FAILED), ...visitors(2, { ...FAILED, httpRoute: '/pay' })];
    const findings = judged(160, (window) => {
      if (window >= 100 && window < 110) return failing;
      return window === 116 ? usual(FAILED) : window > 110 && window < 116 ? visitors(30) : usual({});
    });
    expect(findings.map(({ subject }) => subject)).toEqual([{ host: HOST }]);
  });

  it('finds that less comes as soon as it is sure, and says of how many seconds', () => {
    const findings = judged(160, (window) => visitors(window >= 100 ? 0 : 3));
    expect(findings.map(({ detector }) => detector)).toEqual(['traffic_drop']);
    const seconds = secondsAfter(findings[0], 100);
    expect(seconds).toBe(60);
    expect(findings[0]?.firstSeen).toBe(BEGIN + 1050);
  });
});

describe('what is usual of latencies', () => {
  it('is what has stayed for an hour', () => {
    const slow = visitors(20, { durationMs: 300 });
    const findings = judged(620, (window) => (window < 100 ? visitors(400, { durationMs: 2 }) : slow));
    const shifts = findings.filter(({ detector }) => detector === 'latency_shift');
    expect(shifts).toHaveLength(1);
    expect(shifts[0]?.endedAt).toBeGreaterThan(BEGIN + 4000);
    expect(shifts[0]?.endedAt).toBeLessThanOrEqual(BEGIN + 4700);
  });

  it('is not a rush that came while nothing was known', () => {
    const findings = judged(100, (window) => [
      ...visitors(5, { durationMs: 100 }),
      ...(window >= 20 && window < 30 ? visitors(600, { durationMs: 2 }) : []),
    ]);
    expect(findings.filter(({ detector }) => detector === 'latency_shift')).toEqual([]);
  });
});

describe('answers to attackers', () => {
  const quick = { durationMs: 2 };
  const tries = Array.from({ length: 35 }, () => ({
    ...{ clientAddress: CLIENT, httpRequestMethod: 'POST', httpRoute: '/login' },
    ...{ httpResponseStatusCode: 401, durationMs: 90 },
  }));

  it('are no shift of the latency of a host, while it lasts and after it', () => {
    const findings = judged(160, (window) => [...visitors(40, quick), ...(window >= 100 && window < 120 ? tries : [])]);
    expect(findings.map(({ detector }) => detector)).toEqual(['brute_force']);
  });

  it('do not hide that a host is slow', () => {
    const findings = judged(160, (window) => [
      ...visitors(40, window >= 110 ? { durationMs: 90 } : quick),
      ...(window >= 100 ? tries : []),
    ]);
    const shift = findings.find(({ detector }) => detector === 'latency_shift');
    expect(secondsAfter(shift, 110)).toBeLessThanOrEqual(30);
    expect(shift?.firstSeen).toBeGreaterThanOrEqual(BEGIN + 1100);
  });
});

describe('evidence', () => {
  it('is the logarithm of a ratio of probabilities: as all is usual, the mean of the ratio is 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.002, max: 0.2, noNaN: true }),
        (trials, share) => {
          let mean = 0;
          let chance = (1 - share) ** trials;
          for (let count = 0; count <= trials; count += 1) {
            mean += chance * Math.exp(riseEvidence(count, trials, share, Math.max(0.05, 3 * share)));
            chance *= ((trials - count) / (count + 1)) * (share / (1 - share));
          }
          expect(mean).toBeCloseTo(1, 6);
        },
      ),
    );
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 40, noNaN: true }), (usual) => {
        let mean = 0;
        let chance = Math.exp(-usual);
        for (let count = 0; count < 300; count += 1) {
          mean += chance * Math.exp(lossEvidence(count, usual));
          chance *= usual / (count + 1);
        }
        expect(mean).toBeCloseTo(1, 6);
      }),
    );
  });

  it('reaches a limit by chance as seldom as it says, wherever it begins', () => {
    const next = random(5);
    const limit = 6;
    let stretch: Stretch | undefined;
    let reached = 0;
    for (let window = 0; window < 200_000; window += 1) {
      let count = 0;
      for (let trial = 0; trial < 20; trial += 1) if (next() < 0.01) count += 1;
      const addition = { start: 10 * window, count, trials: 20, expected: 0.2, speaks: count > 0 };
      stretch = stretched(stretch, addition, 300, (sum) => riseEvidence(sum.count, sum.trials, 0.01, 0.05));
      if ((stretch?.evidence ?? 0) < limit) continue;
      reached += 1;
      stretch = undefined;
    }
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThanOrEqual(200_000 * Math.exp(-limit));
  });

  it('has to be more where more is judged: one finding a year by chance, in all together', () => {
    expect(Math.exp(-surpriseLimit(1)) * 365 * 8640).toBeCloseTo(1);
    expect(surpriseLimit(5000) - surpriseLimit(1)).toBeCloseTo(Math.log(5000));
  });
});
