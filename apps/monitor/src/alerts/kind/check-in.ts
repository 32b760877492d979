import type { AlertKindDefinition } from './alert-kind.js';
import { duration } from './words.js';

/** Seconds since a named check-in was last heard (`POST /api/v1/alerts/check-ins/NAME`). One that was never heard is not overdue. */
export const CHECK_IN: AlertKindDefinition = {
  name: 'check_in',
  clock: 'wall',
  unit: 'seconds since the last check-in',
  absent: 0,
  question: () => ({ window: 1 }),
  measure({ rule }, { at, samples }) {
    const name = rule.checkIn ?? '';
    const last = samples[0]?.checkIns[name];
    return [{ key: '', value: last === undefined ? null : Math.max(0, (at - last) / 1000), volume: 1 }];
  },
  sentence: ({ checkIn = '' }, _key, value) => `${checkIn} has not checked in for ${duration(Math.round(value))}`,
  problem({ scope, groupBy, checkIn }) {
    if (checkIn === undefined) return 'checkIn must name the check-in';
    return Object.keys(scope).length > 0 || groupBy !== undefined
      ? 'check_in has neither scope nor groupBy'
      : undefined;
  },
};
