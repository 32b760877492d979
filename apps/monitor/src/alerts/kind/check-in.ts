import { ITSELF } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { duration } from './words.js';

/** Seconds since a named check-in was last heard (`POST /api/v1/alerts/check-ins/NAME`). One that was never heard is not overdue. */
export const CHECK_IN: AlertKindDefinition = {
  name: 'check_in',
  form: { title: 'Missed check-in', format: 'seconds', usual: 93_600 },
  clock: 'wall',
  about: 'monitor',
  unit: 'seconds since the last check-in',
  absent: 0,
  accepts: { ...ITSELF, parameters: ['checkIn'] },
  question: () => ({ window: 1 }),
  measure({ rule }, { at, samples }) {
    const name = rule.checkIn ?? '';
    const last = samples[0]?.checkIns[name];
    return [{ key: '', value: last === undefined ? null : Math.max(0, (at - last) / 1000), volume: 1 }];
  },
  sentence: ({ checkIn = '' }, _key, value) => `${checkIn} has not checked in for ${duration(Math.round(value))}`,
  problem: ({ checkIn }) => (checkIn === undefined ? 'checkIn must name the check-in' : undefined),
};
