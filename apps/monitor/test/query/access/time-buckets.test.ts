import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalTime } from '../../../src/query/access/local-time.js';
import { bucketStarts, bucketWidth, elapsedSeconds } from '../../../src/query/access/time-buckets.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ZONES = [
  'UTC',
  'Asia/Seoul',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
];

const at = (text: string): number => Date.parse(text);
const shown = (starts: readonly number[]): string[] => starts.map((start) => new Date(start).toISOString());

describe('buckets', () => {
  it('begin one after the other and leave nothing of the range out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2018-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') }),
        fc.integer({ min: 1, max: 40 * DAY_MS }),
        fc.constantFrom(600_000, HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS),
        fc.constantFrom(...ZONES),
        (from, length, width, zone) => {
          const span = { from, to: from + length };
          const starts = bucketStarts(span, width, new LocalTime(zone));
          expect(starts[0]).toBeLessThanOrEqual(from);
          expect(starts.at(-1)).toBeLessThan(span.to);
          for (const [index, start] of starts.entries()) {
            const next = starts[index + 1] ?? span.to;
            expect(next).toBeGreaterThan(start);
            // An hour more where the clocks are set back.
            expect(next - start).toBeLessThanOrEqual(width + HOUR_MS);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('of a day begin at its midnight, also where the clocks are set', () => {
    const span = { from: at('2026-10-24T10:00:00Z'), to: at('2026-10-27T10:00:00Z') };
    expect(shown(bucketStarts(span, DAY_MS, new LocalTime('Europe/Berlin')))).toEqual([
      '2026-10-23T22:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ]);
    expect(shown(bucketStarts(span, DAY_MS, new LocalTime('Asia/Seoul')))[0]).toBe('2026-10-23T15:00:00.000Z');
  });

  it('of a day whose midnight the clocks skip begin when it does', () => {
    const span = { from: at('2018-11-03T12:00:00Z'), to: at('2018-11-05T12:00:00Z') };
    expect(shown(bucketStarts(span, DAY_MS, new LocalTime('America/Sao_Paulo')))).toEqual([
      '2018-11-03T03:00:00.000Z',
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ]);
  });

  it('of an hour begin at full hours of a zone that is off by half an hour', () => {
    const span = { from: at('2026-11-21T10:40:00Z'), to: at('2026-11-21T12:00:00Z') };
    expect(shown(bucketStarts(span, HOUR_MS, new LocalTime('Asia/Kolkata')))).toEqual([
      '2026-11-21T10:30:00.000Z',
      '2026-11-21T11:30:00.000Z',
    ]);
  });
});

describe('the width of buckets', () => {
  const day = { from: at('2026-11-20T10:00:00Z'), to: at('2026-11-21T10:00:00Z') };

  it.each([
    [{}, 10_000, 600_000],
    [{ interval: 10_000 * 6 }, 10_000, 60_000],
    [{ interval: 15 * 60_000 }, 600_000, 20 * 60_000],
    [{ maxBuckets: 30 }, 10_000, HOUR_MS],
    [{ atLeast: 2 * HOUR_MS }, 10_000, 2 * HOUR_MS],
  ])('%o with windows of %d ms is %d ms', (asked, finest, width) =>
    expect(bucketWidth(day, asked, finest)).toBe(width),
  );

  it('that would make too many is refused', () => {
    expect(() => bucketWidth(day, { interval: 10_000 }, 10_000)).toThrow('interval is too short');
  });
});

it('counts seconds until now only', () => {
  const now = new Date('2026-11-21T07:00:30.000Z');
  expect(elapsedSeconds({ from: at('2026-11-21T07:00:00Z'), to: at('2026-11-21T07:10:00Z') }, now)).toBe(30);
  expect(elapsedSeconds({ from: at('2026-11-21T06:00:00Z'), to: at('2026-11-21T06:10:00Z') }, now)).toBe(600);
});
