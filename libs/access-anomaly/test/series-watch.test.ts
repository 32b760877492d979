import { describe, expect, it } from 'vitest';
import { type SeriesFinding, type SeriesOptions, SeriesWatch } from '../src/series/series-watch.js';
import { random } from './windows.js';

function findingsOf(values: readonly number[], options: SeriesOptions = { kind: 'level' }): SeriesFinding[] {
  const watch = new SeriesWatch(options);
  const findings = new Set<SeriesFinding>();
  for (const [time, value] of values.entries()) {
    const finding = watch.add(time, value);
    if (finding !== undefined) findings.add(finding);
  }
  return [...findings];
}

/** Values with noise of a normal distribution (sum of twelve). */
function noisy(count: number, levelAt: (at: number) => number, deviation = 1, seed = 1): number[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, at) => {
    let sum = -6;
    for (let index = 0; index < 12; index += 1) sum += next();
    return levelAt(at) + deviation * sum;
  });
}

describe('any series of values', () => {
  it('finds nothing in noise', () => {
    for (let seed = 1; seed <= 6; seed += 1) expect(findingsOf(noisy(2000, () => 50, 3, seed))).toEqual([]);
  });

  it('makes one finding of a level shift, at once, and takes the level for the usual one', () => {
    const findings = findingsOf(noisy(1000, (at) => (at < 500 ? 20 : 60)));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.foundAt).toBe(501);
    expect(findings[0]?.isNewLevel).toBe(true);
  });

  it('makes as many findings as there are shifts', () => {
    const levels = [20, 60, 25, 80];
    expect(findingsOf(noisy(1200, (at) => levels[Math.floor(at / 300)] as number))).toHaveLength(3);
  });

  it('is silent about one outlier alone, and not about three', () => {
    expect(findingsOf(noisy(400, (at) => (at === 200 ? 500 : 20)))).toEqual([]);
    expect(findingsOf(noisy(400, (at) => (at >= 200 && at < 203 ? 500 : 20)))).toHaveLength(1);
  });

  it('expects what comes every day', () => {
    const perDay = 96;
    const day = (at: number): number => (at % perDay >= 40 && at % perDay < 46 ? 300 : 100);
    const usual = findingsOf(noisy(8 * perDay, day, 3), { kind: 'count', season: perDay });
    expect(usual.filter(({ firstSeen }) => firstSeen >= 4 * perDay)).toEqual([]);
    expect(findingsOf(noisy(8 * perDay, day, 3), { kind: 'count' }).length).toBeGreaterThan(6);
  });
});
