import { SERVICES } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { duration, inWords, subject } from './words.js';

/** Sequence numbers that have gone missing in a window: those missing at its end that were not at its start. */
export const LEDGER_GAP: AlertKindDefinition = {
  name: 'ledger_gap',
  form: { title: 'Records gone missing', format: 'number', usual: 1 },
  clock: 'wall',
  about: 'monitor',
  unit: 'records gone missing in the window',
  absent: 0,
  accepts: { scope: SERVICES, groupBy: ['service'], parameters: ['windowSeconds'] },
  question: ({ windowMinutes }) => ({ window: windowMinutes }),
  measure(rule, { samples }) {
    const now = samples[0];
    // The oldest sample of the window: the monitor may have begun in it.
    const before = samples.slice(1, rule.windowMinutes + 1).findLast((sample) => sample !== undefined);
    if (now === undefined || before === undefined) return [];
    const services = Object.keys(now.missing).filter((name) => rule.watches(name));
    const grown = services.map((key) => ({
      key,
      value: Math.max(0, (now.missing[key] ?? 0) - (before.missing[key] ?? 0)),
      volume: 1,
    }));
    if (rule.rule.groupBy !== undefined) return grown;
    return [{ key: '', value: grown.reduce((sum, { value }) => sum + value, 0), volume: 1 }];
  },
  sentence: (rule, key, value) =>
    `${inWords(value)} record${value === 1 ? '' : 's'} of ${subject(rule, key)} went missing within ${duration(rule.windowSeconds)}: they were numbered and never arrived`,
};
