import { describe, expect, it } from 'vitest';
import { histogramParameters } from '../src/index.js';

const read = (interval: string) => histogramParameters.safeParse({ interval });

describe('an interval', () => {
  it.each([
    ['1m', 60_000],
    ['90m', 5_400_000],
    ['6h', 21_600_000],
    ['7d', 604_800_000],
    ['auto', undefined],
  ])('%s is read', (text, ms) => expect(read(text).data?.interval).toBe(ms));

  it.each(['', '0m', '1', 'm', '1s', '-1m', '1.5h', '999999m', '1M', ' 1m'])('%j is refused', (text) => {
    expect(read(text).success).toBe(false);
  });
});
