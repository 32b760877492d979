import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowRows } from '../src/facts/write/window-rows.js';

const MONDAY = Date.UTC(2026, 10, 23);

describe('windows of a batch', () => {
  it('have ten seconds each, from the full ones on', () => {
    const windows = new WindowRows();
    const rows = [0, 9_999, 10_000, -1].map((milliseconds) => windows.of(1, MONDAY + milliseconds));
    expect(rows).toEqual([0, 0, 1, 2]);
    expect(rows.map((row) => windows.startOf(row))).toEqual([0, 0, 10, -10].map((seconds) => MONDAY / 1000 + seconds));
  });

  it('tell their latest request, in whatever order requests come', () => {
    const request = fc.record({
      source: fc.integer({ min: 1, max: 3 }),
      time: fc.integer({ min: MONDAY, max: MONDAY + 50_000 }),
    });
    fc.assert(
      fc.property(fc.array(request), (requests) => {
        const windows = new WindowRows();
        const expected = new Map<string, number>();
        for (const { source, time } of requests) {
          windows.of(source, time);
          const key = `${source} ${Math.floor(time / 10_000)}`;
          expected.set(key, Math.max(expected.get(key) ?? 0, time));
        }
        const told = [...windows.bySource()].flatMap(([source, rows]) => {
          const indexes = rows.map((row) => windows.indexOf(row));
          expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
          return rows.map((row) => [`${source} ${windows.indexOf(row)}`, windows.latestOf(row)] as const);
        });
        expect(told).toHaveLength(expected.size);
        expect(new Map(told)).toEqual(expected);
      }),
    );
  });

  it('begin anew when they are cleared', () => {
    const windows = new WindowRows();
    windows.of(1, MONDAY + 5000);
    windows.clear();
    expect(windows.size).toBe(0);
    expect(windows.latestOf(windows.of(1, MONDAY + 3000))).toBe(MONDAY + 3000);
    expect(windows.bySource()).toEqual(new Map([[1, [0]]]));
  });
});
