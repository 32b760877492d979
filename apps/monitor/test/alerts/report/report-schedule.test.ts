import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newestDue, nextDue, type ReportPlan } from '../../../src/alerts/report/report-schedule.js';

const HOUR = 3_600_000;
const plan = (over: Partial<ReportPlan> = {}): ReportPlan => ({
  interval: 'daily',
  hour: 2,
  minute: 30,
  timeZone: 'Europe/Berlin',
  ...over,
});
const dueAt = (now: string, over: Partial<ReportPlan> = {}): string =>
  newestDue(plan(over), new Date(now)).dueAt.toISOString();

/** Every due time of a span, as somebody finds them who looks each minute. */
function duesOf(over: Partial<ReportPlan>, from: string, to: string): string[] {
  const dues = new Set<string>();
  for (let now = Date.parse(from); now < Date.parse(to); now += 60_000)
    dues.add(dueAt(new Date(now).toISOString(), over));
  return [...dues].filter((due) => due >= from);
}

it('is due once a day at half past two, also when that comes twice or not at all', () => {
  expect(duesOf({}, '2026-03-27T12:00:00.000Z', '2026-03-31T12:00:00.000Z')).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z',
    '2026-03-31T00:30:00.000Z',
  ]);
  expect(duesOf({}, '2026-10-23T12:00:00.000Z', '2026-10-27T12:00:00.000Z')).toEqual([
    '2026-10-24T00:30:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
    '2026-10-27T01:30:00.000Z',
  ]);
});

it('is not due within the second before its time', () => {
  const sevenInNewYork = { hour: 19, minute: 0, timeZone: 'America/New_York' };
  expect(dueAt('2025-12-31T23:59:59.999Z', sevenInNewYork)).toBe('2025-12-31T00:00:00.000Z');
  expect(dueAt('2026-01-01T00:00:00.000Z', sevenInNewYork)).toBe('2026-01-01T00:00:00.000Z');
});

it('is due on Mondays, or at the multiples of a span', () => {
  expect(dueAt('2026-11-28T12:00:00Z', { interval: 'weekly' })).toBe('2026-11-23T01:30:00.000Z');
  const ten = { interval: { everyMs: 600_000 } };
  expect(newestDue(plan(ten), new Date('2026-11-28T12:17:00Z'))).toEqual({
    dueAt: new Date('2026-11-28T12:10:00Z'),
    from: new Date('2026-11-28T12:00:00Z'),
    to: new Date('2026-11-28T12:10:00Z'),
  });
});

it('covers all of time without a hole, whatever the zone and the hour', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
  const intervals = fc.constantFrom<ReportPlan['interval']>(
    'daily',
    'weekly',
    { everyMs: 600_000 },
    { everyMs: 6 * HOUR },
  );
  const times = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) });
  fc.assert(
    fc.property(
      intervals,
      zones,
      fc.nat({ max: 23 }),
      fc.nat({ max: 59 }),
      times,
      (interval, timeZone, hour, minute, time) => {
        const now = new Date(time);
        const { dueAt: due, from, to } = newestDue({ interval, hour, minute, timeZone }, now);
        expect(due <= now).toBe(true);
        expect(from < to).toBe(true);
        expect(newestDue({ interval, hour, minute, timeZone }, due).dueAt).toEqual(due);
        expect(newestDue({ interval, hour, minute, timeZone }, new Date(from)).to).toEqual(from);
      },
    ),
    { numRuns: 200 },
  );
});

it('is next due where the newest one is then, whatever the zone and the hour', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland');
  const intervals = fc.constantFrom<ReportPlan['interval']>('daily', 'weekly', { everyMs: 600_000 });
  const times = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) });
  fc.assert(
    fc.property(intervals, zones, fc.nat(23), times, (interval, timeZone, hour, time) => {
      const one = plan({ interval, timeZone, hour });
      const next = nextDue(one, new Date(time));
      expect(next.getTime()).toBeGreaterThan(time);
      expect(newestDue(one, next).dueAt).toEqual(next);
      expect(newestDue(one, new Date(next.getTime() - 2000)).dueAt.getTime()).toBeLessThanOrEqual(time);
    }),
  );
});
