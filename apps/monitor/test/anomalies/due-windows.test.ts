import { describe, expect, it } from 'vitest';
import { judgedThrough, type SourceMark } from '../../src/anomalies/measure/due-windows.js';

const NOW = 1_800_000_000;
const DAY = 86_400;

function through(mark: Pick<SourceMark, 'arrived' | 'latest'> & Partial<SourceMark>): number {
  return judgedThrough({ waitingSince: mark.arrived, waitingBytes: 0, ...mark }, NOW) - NOW;
}

describe('up to when windows are over', () => {
  it('is told by the clock where lines are of now, so that silence is judged', () => {
    expect(through({ arrived: NOW, latest: NOW - 1 })).toBe(-20);
    expect(through({ arrived: NOW - 3600, latest: NOW - 3601 })).toBe(-20);
    expect(through({ arrived: NOW - 40, latest: NOW - 100 })).toBe(-20);
  });

  it('is told by the lines while a source comes nearer to now', () => {
    expect(through({ arrived: NOW - 1, latest: NOW - 101 })).toBe(-130);
  });

  it('waits for the end of what is imported, in which files come in any order', () => {
    const latest = NOW - DAY + 7;
    expect(through({ arrived: NOW - 1, latest })).toBe(-NOW);
    expect(through({ arrived: NOW - 60, latest })).toBe(-DAY + 10);
  });

  it('does not wait for what never ends, or is very much', () => {
    const latest = NOW - DAY + 7;
    expect(through({ arrived: NOW - 1, latest, waitingSince: NOW - 700 })).toBe(-DAY - 20);
    expect(through({ arrived: NOW - 1, latest, waitingBytes: 3e8 })).toBe(-DAY - 20);
  });
});
