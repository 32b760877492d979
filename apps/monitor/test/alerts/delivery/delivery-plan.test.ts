import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compose, LISTED_WHEN_CAPPED, pauseAfter, type Waiting } from '../../../src/alerts/delivery/delivery-plan.js';
import type { AlertSeverity } from '../../../src/alerts/event/alert-event.js';
import { alertEvent } from '../../parts/alert-events.js';

const waiting = (severities: readonly AlertSeverity[]): Waiting[] =>
  severities.map((severity, index) => ({ id: String(index + 1), event: alertEvent({ severity, key: `k${index}` }) }));
const load = (sentLastHour: number, quiet: readonly AlertSeverity[] = []) => ({
  sentLastHour,
  cap: 10,
  isQuiet: (severity: AlertSeverity) => quiet.includes(severity),
});
const severities = fc.array(fc.constantFrom<AlertSeverity>('info', 'warning', 'critical'), { maxLength: 60 });

it('waits twice as long after each failure, half of it by chance, five minutes at most, and as long as is asked for', () => {
  expect([1, 2, 3].map((failures) => pauseAfter(failures, 1))).toEqual([2000, 4000, 8000]);
  expect(pauseAfter(1, 0)).toBe(1000);
  expect(pauseAfter(50, 1)).toBe(300_000);
  expect(pauseAfter(1, 1, 60_000)).toBe(60_000);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
      const pause = pauseAfter(failures, chance);
      expect(pause).toBeGreaterThanOrEqual(1000);
      expect(pause).toBeLessThanOrEqual(300_000);
    }),
  );
});

it('puts everything that is due into one message', () => {
  const all = waiting(['info', 'critical', 'warning']);
  expect(compose(all, load(0))).toEqual({ listed: all, suppressed: [] });
  expect(compose([], load(0))).toBeUndefined();
});

it('lets what is quiet wait, and sends the rest', () => {
  const all = waiting(['info', 'critical', 'warning']);
  expect(compose(all, load(0, ['info', 'warning']))?.listed).toEqual([all[1]]);
  expect(compose(all, load(0, ['info', 'warning', 'critical']))).toBeUndefined();
});

it('sends nothing above the cap, twice as much with a critical event, and counts what the last message does not list', () => {
  const many = waiting(Array.from({ length: 50 }, () => 'warning' as const));
  expect(compose(many, load(10))).toBeUndefined();
  expect(compose(many, load(8))?.suppressed).toEqual([]);
  const last = compose(many, load(9));
  expect(last?.listed).toHaveLength(LISTED_WHEN_CAPPED);
  expect(last?.suppressed).toHaveLength(50 - LISTED_WHEN_CAPPED);
  expect(compose(waiting(['critical']), load(19))?.listed).toHaveLength(1);
  expect(compose(waiting(['critical']), load(20))).toBeUndefined();
});

it('loses nothing: each event is listed, suppressed and counted, or still waits', () => {
  fc.assert(
    fc.property(
      severities,
      fc.nat({ max: 25 }),
      fc.subarray<AlertSeverity>(['info', 'warning', 'critical']),
      (each, sent, quiet) => {
        const all = waiting(each);
        const { listed, suppressed } = compose(all, load(sent, quiet)) ?? { listed: [], suppressed: [] };
        const taken = [...listed, ...suppressed].map(({ id }) => id);
        expect(new Set(taken).size).toBe(taken.length);
        for (const { id, event } of all)
          if (!taken.includes(id)) expect(listed.length === 0 || quiet.includes(event.severity)).toBe(true);
        // The gravest are listed first.
        if (suppressed.some(({ event }) => event.severity === 'critical'))
          expect(listed.every(({ event }) => event.severity === 'critical')).toBe(true);
      },
    ),
  );
});
