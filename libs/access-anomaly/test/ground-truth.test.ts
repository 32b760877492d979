import { describe, expect, it } from 'vitest';
import { describeQuality, judgeDays, qualityOf } from './generated-days.js';

const FROM = Date.UTC(2026, 10, 25, 6);
const WARM = FROM / 1000 + 1800;

describe('generated hours', () => {
  it('finds what was injected and nothing else', { timeout: 120_000 }, () => {
    const incidents = { flood: 70, scan: 70, brute_force: 70, error_burst: 40, slow: 30, drop: 24 };
    const judged = judgeDays({ seed: 11, from: FROM, hours: 3, rate: 15, incidents });
    const quality = qualityOf(judged, WARM);
    console.log(describeQuality(quality, judged.requests));
    expect(quality.delays.length).toBeGreaterThan(15);
    expect(quality.precision).toBeGreaterThanOrEqual(0.95);
    expect(quality.recall).toBeGreaterThanOrEqual(0.95);
    expect(quality.delays.at(-1)).toBeLessThanOrEqual(30);
  });

  it('says nothing above 75 in quiet hours', { timeout: 120_000 }, () => {
    const judged = judgeDays({ seed: 12, from: FROM, hours: 3, rate: 8, incidents: {} });
    for (const { score, why } of judged.findings) console.log(score, why);
    expect(judged.findings.filter(({ score }) => score > 75)).toEqual([]);
  });
});
