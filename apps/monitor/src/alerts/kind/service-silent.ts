import { DAY_MS } from '../../time/durations.js';
import { SERVICES } from './accepted.js';
import type { AlertKindDefinition, Measured } from './alert-kind.js';
import { duration, inWords, subject } from './words.js';

const LONGEST_SECONDS = DAY_MS / 1000;

/**
 * Seconds since the last record of each service, by whole minutes. A service is known for a day after its last record; one that a rule names as it is, always.
 */
export const SERVICE_SILENT: AlertKindDefinition = {
  name: 'service_silent',
  form: { title: 'Silent service', format: 'seconds', usual: 900 },
  clock: 'event',
  about: 'records',
  unit: 'seconds without a record',
  absent: LONGEST_SECONDS,
  accepts: {
    scope: SERVICES,
    groupBy: ['service'],
    isGrouped: true,
    parameters: [],
    threshold: { min: 60, max: LONGEST_SECONDS },
  },
  question: () => ({ window: 1, lastSigns: true }),
  measure(rule, { at, services, lastSign }) {
    const watched = rule.services(services);
    const heard = watched.flatMap(({ id, name }): Measured[] => {
      const sign = lastSign(id);
      return sign === undefined ? [] : [{ key: name, value: (at - sign) / 1000, volume: 1 }];
    });
    const known = new Set(heard.map(({ key }) => key));
    const named = (rule.rule.scope.services ?? []).filter((name) => !name.includes('*') && !known.has(name));
    return [...heard, ...named.map((key) => ({ key, value: LONGEST_SECONDS, volume: 1 }))];
  },
  sentence: (rule, key, value) =>
    value >= LONGEST_SECONDS
      ? `${subject(rule, key)} has written nothing for a day or more`
      : `${subject(rule, key)} has written nothing for ${value % 60 === 0 ? duration(value) : `${inWords(value)} s`}`,
};
