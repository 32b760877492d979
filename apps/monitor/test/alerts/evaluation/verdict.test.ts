import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALM, type Condition, judge } from '../../../src/alerts/evaluation/verdict.js';

const limits = { threshold: 10, resolveThreshold: 5, minimumVolume: 0, forWindows: 3 };

function judgeAll(values: readonly (number | null)[], rule: typeof limits = limits, volume = 1) {
  let condition: Condition = CALM;
  return values.map((value) => {
    const judgement = judge(rule, condition, { value, volume });
    condition = judgement.condition;
    return judgement.verdict;
  });
}

describe('judge', () => {
  it('fires after so many windows in a row, and is over after as many below the lower threshold', () => {
    expect(judgeAll([10, 10, 9, 10, 10, 10, 7, 4, 4, 6, 4, 4, 4, 0])).toEqual([
      ...['pending', 'pending', 'ok', 'pending', 'pending', 'firing'],
      ...['firing', 'recovering', 'recovering', 'firing', 'recovering', 'recovering', 'ok', 'ok'],
    ]);
  });

  it('changes nothing by what cannot be known', () => {
    expect(judgeAll([10, 10, null, 10, null, 0, null, 0, 0])).toEqual([
      ...['pending', 'pending', 'undecided', 'firing', 'undecided', 'recovering', 'undecided', 'recovering', 'ok'],
    ]);
  });

  it('takes a window with too few records for one below', () => {
    const rule = { ...limits, minimumVolume: 100, forWindows: 1 };
    expect(judge(rule, CALM, { value: 50, volume: 99 })).toEqual({ verdict: 'not_enough', condition: CALM });
    const firing = judge(rule, CALM, { value: 50, volume: 100 }).condition;
    expect(judge(rule, firing, { value: 50, volume: 99 }).verdict).toBe('not_enough');
    expect(judge(rule, firing, { value: 50, volume: 99 }).condition).toEqual(CALM);
  });

  it('fires exactly from the window that completes a row of windows above, until the one that completes a row below', () => {
    const anyRule = fc.record({
      threshold: fc.integer({ min: 5, max: 10 }),
      resolveThreshold: fc.integer({ min: 1, max: 5 }),
      minimumVolume: fc.constant(0),
      forWindows: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(anyRule, fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 }), (rule, values) => {
        const verdicts = judgeAll(values, rule);
        let isFiring = false;
        values.forEach((value, index) => {
          const last = values.slice(Math.max(0, index + 1 - rule.forWindows), index + 1);
          const isWhole = last.length === rule.forWindows;
          if (!isFiring) isFiring = isWhole && last.every((one) => one >= rule.threshold);
          else if (isWhole && last.every((one) => one < rule.resolveThreshold)) isFiring = false;
          expect(['firing', 'recovering'].includes(verdicts[index] ?? '')).toBe(isFiring);
          if (verdicts[index] === 'pending') expect(value).toBeGreaterThanOrEqual(rule.threshold);
        });
      }),
    );
  });
});
