import { alertSettings, type QuietHours } from '@log-monitor/monitor-api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escalationOf } from '../../../src/alerts/silence/escalation.js';
import { isQuietAt } from '../../../src/alerts/silence/quiet-hours.js';
import { matches, suppressionOf } from '../../../src/alerts/silence/suppression.js';
import { alertEvent } from '../../parts/alert-events.js';

const at = (text: string): number => Date.parse(text);
const NIGHT: QuietHours = {
  channels: [],
  days: [],
  from: '22:00',
  to: '07:00',
  timeZone: 'Europe/Berlin',
  upTo: 'warning',
};

it('is quiet from evening to morning, in the zone that is said, also when the clocks change', () => {
  const quiet = (text: string): boolean => isQuietAt([NIGHT], 'slack', 'warning', at(text));
  expect(quiet('2026-11-28T20:59:00Z')).toBe(false);
  expect(quiet('2026-11-28T21:00:00Z')).toBe(true);
  expect(quiet('2026-11-29T05:59:59Z')).toBe(true);
  expect(quiet('2026-11-29T06:00:00Z')).toBe(false);
  // Summer time begins: seven o'clock comes an hour sooner.
  expect(quiet('2026-03-29T04:59:00Z')).toBe(true);
  expect(quiet('2026-03-29T05:00:00Z')).toBe(false);
});

it('lets graver alerts through, and other channels, and other days', () => {
  const saturday = { ...NIGHT, days: ['sat' as const], channels: ['slack'] };
  const inTheNightToSunday = at('2026-11-29T02:00:00Z');
  expect(isQuietAt([saturday], 'slack', 'warning', inTheNightToSunday)).toBe(true);
  expect(isQuietAt([saturday], 'slack', 'critical', inTheNightToSunday)).toBe(false);
  expect(isQuietAt([saturday], 'email', 'warning', inTheNightToSunday)).toBe(false);
  expect(isQuietAt([saturday], 'slack', 'warning', at('2026-11-28T02:00:00Z'))).toBe(false);
  const noon = { ...NIGHT, from: '12:00', to: '13:00', days: ['sat' as const] };
  expect(isQuietAt([noon], 'slack', 'info', at('2026-11-28T11:30:00Z'))).toBe(true);
});

it('matches what the matcher names, all of it', () => {
  const event = alertEvent({ owner: 'ops' });
  expect(matches({}, event)).toBe(true);
  expect(
    matches(
      { ruleId: 'any-critical', key: 'booking', severity: 'critical', owner: 'ops', labels: { team: 'shop' } },
      event,
    ),
  ).toBe(true);
  for (const matcher of [
    { ruleId: 'x' },
    { key: 'x' },
    { severity: 'info' as const },
    { owner: 'x' },
    { labels: { team: 'x' } },
    { labels: { constructor: 'x' } },
  ])
    expect(matches(matcher, event)).toBe(false);
});

it('says what keeps an alert back: mute before snooze before acknowledgement', () => {
  const event = alertEvent();
  const incident = { ruleId: event.ruleId, key: event.key, acknowledged: true, snoozed: true };
  const mute = { kind: 'mute' as const, matcher: { key: 'booking' } };
  expect(suppressionOf(event, { silences: [mute], incidents: [incident] })).toBe('mute');
  expect(suppressionOf(event, { silences: [], incidents: [incident] })).toBe('snooze');
  expect(suppressionOf(event, { silences: [], incidents: [{ ...incident, snoozed: false }] })).toBe('acknowledged');
  expect(suppressionOf(event, { silences: [], incidents: [{ ...incident, key: 'other' }] })).toBeUndefined();
});

it('escalates by the first line that fits and is due', () => {
  const lines = [
    { from: 'critical', afterMinutes: 15, channels: ['email'] },
    { from: 'warning', afterMinutes: 60, channels: 'all' },
  ] as const;
  const settings = alertSettings.parse({ escalation: lines }).escalation;
  expect(escalationOf({ severity: 'critical' }, 14.9 * 60_000, settings)).toBeUndefined();
  expect(escalationOf({ severity: 'critical' }, 15 * 60_000, settings)).toEqual(['email']);
  expect(escalationOf({ severity: 'warning' }, 59 * 60_000, settings)).toBeUndefined();
  expect(escalationOf({ severity: 'warning' }, 60 * 60_000, settings)).toBe('all');
  expect(escalationOf({ severity: 'info' }, 1e9, settings)).toBeUndefined();
});

it('is quiet for all of its span and never outside of it, whatever the hours', () => {
  const clock = fc.integer({ min: 0, max: 1439 });
  const text = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  fc.assert(
    fc.property(clock, clock, clock, (from, to, now) => {
      fc.pre(from !== to);
      const span = { ...NIGHT, timeZone: 'UTC', from: text(from), to: text(to) };
      const inside = from < to ? now >= from && now < to : now >= from || now < to;
      expect(isQuietAt([span], 'x', 'info', Date.UTC(2026, 5, 1) + now * 60_000)).toBe(inside);
    }),
  );
});
