import { describe, expect, it } from 'vitest';
import { describeQuality, judgeDays, qualityOf } from './generated-days.js';

const FROM = Date.UTC(2026, 10, 25, 6);
const WARM = FROM / 1000 + 1800;

describe('generated hours', () => {
  it('finds what was injected and nothing else', () => {
    const incidents = { flood: 30, scan: 30, brute_force: 30, error_burst: 20, slow: 12, drop: 12 };
    const judged = judgeDays({ seed: 11, from: FROM, hours: 6, rate: 20, incidents });
    const quality = qualityOf(judged, WARM);
    console.log(describeQuality(quality, judged.requests));
    expect(quality.delays.length).toBeGreaterThan(20);
    expect(quality.precision).toBeGreaterThanOrEqual(0.95);
    expect(quality.recall).toBeGreaterThanOrEqual(0.95);
    expect(quality.delays.at(-1)).toBeLessThanOrEqual(30);
  });

  it('says nothing above 75 in quiet hours', () => {
    const judged = judgeDays({ seed: 12, from: FROM, hours: 6, rate: 20, incidents: {} });
    for (const { score, why } of judged.findings) console.log(score, why);
    expect(judged.findings.filter(({ score }) => score > 75)).toEqual([]);
  });
});
