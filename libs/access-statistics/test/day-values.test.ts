import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessTally } from '../src/access-tally.js';
import { DayValues } from '../src/day-values.js';
import { FACETS, MOST_DAY_VALUES, MOST_OPEN_VALUES, OTHER } from '../src/facets.js';
import { cutWindow, type WindowCell, windowsOf } from '../src/windows.js';
import { request } from './sample-records.js';

const DAY = Date.UTC(2026, 10, 27);
const SLOT = 600_000;

const sum = (cells: readonly WindowCell[], by: (one: WindowCell) => number): number =>
  cells.reduce((total, one) => total + by(one), 0);

const requestsOf = (cells: readonly WindowCell[], wanted: string): number =>
  sum(cells, ({ value, cell }) => (value === wanted ? cell.requests : 0));

/** Ten minutes of URLs that are asked for once, and of one that comes once in every ten minutes. */
function slot(index: number, rare: number): AccessTally {
  const tally = new AccessTally();
  for (let n = 0; n < rare; n += 1)
    tally.add(1, DAY + index * SLOT, request({ urlPath: `/rare/${index}/${n}`, durationMs: 30 }));
  tally.add(1, DAY + index * SLOT, request({ urlPath: '/once', serverAddress: 'a.example', durationMs: 20 }));
  return tally;
}

describe('the values of a day', () => {
  it('tell what comes once in every ten minutes from what comes once', () => {
    const day = new DayValues(FACETS.url, DAY / 1000);
    for (let index = 0; index < 12; index += 1) {
      const ofSlot = cutWindow(windowsOf(slot(index, 3000), 'url', 600), FACETS.url);
      expect(requestsOf(ofSlot, '/once')).toBe(0);
      day.absorb(slot(index, 3000));
    }
    const window = day.window();
    expect(window.find(({ value }) => value === '/once')?.cell).toMatchObject({ requests: 12, durationUs: 240_000 });
    expect(sum(window, ({ cell }) => cell.requests)).toBe(12 * 3001);
    expect(window.length).toBeLessThanOrEqual(1.5 * FACETS.url.dayCap + 2);
  });

  it('are those that are stored, and more', () => {
    const day = new DayValues(FACETS.url, DAY / 1000);
    day.absorb(slot(0, 1500));
    const next = new DayValues(FACETS.url, DAY / 1000);
    for (const one of day.window()) next.add(one);
    next.absorb(slot(1, 5000));
    const window = next.window();
    expect(sum(window, ({ cell }) => cell.requests)).toBe(1501 + 5001);
    expect(requestsOf(window, '/once')).toBe(2);
    const again = new DayValues(FACETS.url, DAY / 1000);
    for (const one of window) again.add(one);
    again.absorb(slot(2, 5000));
    const cut = again.window().filter(({ value }) => value === OTHER);
    // Either of the two cuts can have cost a value one request.
    expect(cut.map(({ cell }) => cell.cut)).toEqual([2]);
  });

  it('are kept whole or not at all, and their sums stay', () => {
    const seen = fc.record({
      path: fc.integer({ min: 0, max: 20 }).map((n) => `/${n}`),
      host: fc.constantFrom('a.example', 'b.example'),
      status: fc.constantFrom(200, 404, 500),
      durationMs: fc.integer({ min: 0, max: 1000 }),
    });
    const facet = { ...FACETS.url, dayCap: 8 };
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 200 }), (all) => {
        const tally = new AccessTally();
        for (const { path, host, status, durationMs } of all)
          tally.add(
            1,
            DAY,
            request({ urlPath: path, serverAddress: host, httpResponseStatusCode: status, durationMs }),
          );
        const exact = windowsOf(tally, 'url', 600);
        const day = new DayValues(facet, DAY / 1000);
        day.absorb(tally);
        const window = day.window();
        expect(sum(window, ({ cell }) => cell.requests)).toBe(all.length);
        expect(sum(window, ({ cell }) => cell.durationUs)).toBe(sum(exact, ({ cell }) => cell.durationUs));
        const kept = new Set(window.map(({ value }) => value).filter((value) => value !== OTHER));
        for (const value of kept) expect(requestsOf(window, value)).toBe(requestsOf(exact, value));
        expect(window.filter(({ value }) => value !== OTHER).length).toBeLessThanOrEqual(8 + 2 + 2);
      }),
    );
  });

  it('are bounded: what is seldom goes, and what took long stays', () => {
    const day = new DayValues(FACETS.url, DAY / 1000);
    let sent = 0;
    for (let index = 0; index < 6; index += 1) {
      const tally = slot(index, 15_000);
      if (index === 0) tally.add(1, DAY, request({ urlPath: '/slow', durationMs: 9000 }));
      sent += 15_001 + (index === 0 ? 1 : 0);
      day.absorb(tally);
    }
    const window = day.window();
    expect(sum(window, ({ cell }) => cell.requests)).toBe(sent);
    expect(requestsOf(window, '/slow')).toBe(1);
    expect(requestsOf(window, '/once')).toBeGreaterThanOrEqual(5);
    expect(6 * 15_000).toBeGreaterThan(2 * MOST_DAY_VALUES);
  });
});

describe('ten minutes', () => {
  it('keep what took long when room is made for others', () => {
    const tally = new AccessTally();
    tally.add(1, DAY, request({ urlPath: '/slow', durationMs: 9000 }));
    for (let n = 0; n < 2 * MOST_OPEN_VALUES; n += 1) tally.add(1, DAY, request({ urlPath: `/${n}`, durationMs: 1 }));
    expect(requestsOf(windowsOf(tally, 'url', 600), '/slow')).toBe(1);
  });

  it('keep what was busy, failed or took long before', () => {
    const tally = new AccessTally();
    for (let n = 0; n < 40; n += 1) {
      tally.add(1, DAY, request({ urlPath: `/${n}`, durationMs: 50, httpResponseStatusCode: 500 }));
      tally.add(1, DAY, request({ urlPath: `/${n}`, durationMs: 50, httpResponseStatusCode: 500 }));
    }
    for (const path of ['/busy', '/failing', '/slow'])
      tally.add(1, DAY, request({ urlPath: path, durationMs: 1, httpResponseStatusCode: 404 }));
    const cells = windowsOf(tally, 'url', 600);
    const before = new Map([
      ['/busy', { requests: 100, errors: 0, durationUs: 0 }],
      ['/failing', { requests: 0, errors: 100, durationUs: 0 }],
      ['/slow', { requests: 0, errors: 0, durationUs: 10_000_000 }],
    ]);
    const kept = (given?: typeof before): string[] =>
      cutWindow(cells, { cap: 8, isRanked: true }, given).map(({ value }) => value);
    expect(kept(before)).toEqual(expect.arrayContaining(['/busy', '/failing', '/slow']));
    for (const path of before.keys()) expect(kept()).not.toContain(path);
    expect(cutWindow(cells, { cap: 8, isRanked: false }, before).map(({ value }) => value)).not.toContain('/slow');
  });
});
