import { ITSELF } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { duration, inWords } from './words.js';

/** Messages that could not be read and were kept aside in a window. */
export const DEAD_LETTERS: AlertKindDefinition = {
  name: 'dead_letters',
  form: { title: 'Messages that cannot be read', format: 'number', usual: 1 },
  clock: 'wall',
  about: 'monitor',
  unit: 'messages kept aside in the window',
  absent: 0,
  accepts: { ...ITSELF, parameters: ['windowSeconds'] },
  question: ({ windowMinutes }) => ({ window: windowMinutes }),
  measure: ({ windowMinutes }, { samples }) => [
    {
      key: '',
      value: samples.slice(0, windowMinutes).reduce((sum, sample) => sum + (sample?.deadLetters ?? 0), 0),
      volume: 1,
    },
  ],
  sentence: (rule, _key, value) =>
    `${inWords(value)} message${value === 1 ? '' : 's'} could not be read within ${duration(rule.windowSeconds)}`,
};
