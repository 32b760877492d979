import { describe, expect, it } from 'vitest';
import { RateLimit } from '../../src/intake/rate-limit.js';
import { RepeatFolder, type FoldedLine } from '../../src/intake/repeat-folder.js';

describe('RateLimit', () => {
  it('lets one second’s worth pass at once and so many a second after that', () => {
    const limit = new RateLimit(10);
    const admitted = (from: number, count: number): number =>
      Array.from({ length: count }, () => limit.admits(from)).filter(Boolean).length;
    expect(admitted(1_000, 50)).toBe(10);
    expect(admitted(1_500, 50)).toBe(5);
    expect(admitted(500, 50)).toBe(0);
    expect(admitted(60_000, 50)).toBe(10);
    expect(new RateLimit(0).admits(1)).toBe(true);
  });
});

describe('RepeatFolder', () => {
  it('folds equal lines until another comes or the window ends', () => {
    const told: FoldedLine[] = [];
    const folder = new RepeatFolder(1_000, (line) => told.push(line));
    const body = (message: string): string => `,"level":"INFO","message":"${message}","attributes":{"a":1}`;
    expect([0, 1, 2].map((at) => folder.absorbs(body('x'), 'INFO', at))).toEqual([false, true, true]);
    expect(folder.absorbs(body('y'), 'INFO', 3)).toBe(false);
    expect(folder.absorbs(body('y'), 'INFO', 2_000)).toBe(false);
    folder.flush();
    expect(told).toHaveLength(1);
    expect(JSON.parse(`{${told[0]?.body.slice(1)}}`)).toEqual({
      level: 'INFO',
      message: 'x (repeated 2 times)',
      attributes: { a: 1, repeated: 2 },
    });
  });
});
