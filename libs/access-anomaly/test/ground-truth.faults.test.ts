import { describe, expect, it } from 'vitest';
import { describeQuality, judgeDays, qualityOf } from './generated-days.js';

const FROM = Date.UTC(2026, 10, 23);
const HOUR = 3600;
const INCIDENTS = { flood: 12, scan: 12, brute_force: 12, error_burst: 10, slow: 8, drop: 8 };

describe('generated days', () => {
  it.each([1, 2, 3])(
    'finds what was injected into day %i, within 30 s where that can be known, and nothing else',
    (seed) => {
      const judged = judgeDays({ seed, from: FROM, hours: 25, rate: 20, incidents: INCIDENTS });
      const quality = qualityOf(judged, FROM / 1000 + HOUR);
      console.log(describeQuality(quality, judged.requests));
      expect(quality.delays.length).toBeGreaterThan(40);
      expect(quality.precision).toBeGreaterThanOrEqual(0.95);
      expect(quality.recall).toBeGreaterThanOrEqual(0.95);
      expect(quality.late.filter(({ delay, soonest }) => delay > soonest)).toEqual([]);
      // At most one in ten is at a host that is asked so seldom.
      expect(quality.late.length / quality.delays.length).toBeLessThan(0.1);
    },
  );

  it('finds everything within 30 s where enough is asked of each host', () => {
    // At night the quietest host has 1.4 requests a second then: what a perfect test needs (docs/measurements/anomalies.md).
    const judged = judgeDays({ seed: 8, from: FROM, hours: 25, rate: 120, incidents: INCIDENTS });
    const quality = qualityOf(judged, FROM / 1000 + HOUR);
    console.log(describeQuality(quality, judged.requests));
    expect(quality.precision).toBeGreaterThanOrEqual(0.95);
    expect(quality.recall).toBeGreaterThanOrEqual(0.95);
    expect(quality.delays.at(-1)).toBeLessThanOrEqual(30);
  });

  it('says nothing above 75 in a quiet week', () => {
    const judged = judgeDays({ seed: 7, from: FROM, hours: 168, rate: 5, incidents: {} });
    for (const { score, why } of judged.findings) console.log(score, why);
    expect(judged.findings.filter(({ score }) => score > 75)).toEqual([]);
  });
});
