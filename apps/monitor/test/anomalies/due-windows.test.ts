import { describe, expect, it } from 'vitest';
import { judgedThrough } from '../../src/anomalies/measure/due-windows.js';

const NOW = 1_800_000_000;

describe('up to when windows are over', () => {
  it('is told by the clock where lines are of now, so that silence is judged', () => {
    expect(judgedThrough({ arrived: NOW, latest: NOW - 1 }, NOW)).toBe(NOW - 20);
    expect(judgedThrough({ arrived: NOW - 3600, latest: NOW - 3601 }, NOW)).toBe(NOW - 20);
    expect(judgedThrough({ arrived: NOW - 40, latest: NOW - 100 }, NOW)).toBe(NOW - 20);
  });

  it('is told by the lines themselves where they are old', () => {
    const past = NOW - 86_400 + 7;
    expect(judgedThrough({ arrived: NOW - 1, latest: past }, NOW)).toBe(NOW - 86_400 - 20);
    expect(judgedThrough({ arrived: NOW - 60, latest: past }, NOW)).toBe(NOW - 86_400 + 10);
  });

  it('is told by the lines while a source comes nearer to now', () => {
    expect(judgedThrough({ arrived: NOW - 1, latest: NOW - 101 }, NOW)).toBe(NOW - 130);
  });
});
