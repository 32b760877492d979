import { ITSELF } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';

const MEGABYTE = 1_000_000;

/** Bytes of the whole database, indexes included. */
export const DISK: AlertKindDefinition = {
  name: 'disk',
  form: { title: 'Size of the database', format: 'bytes', usual: 20e9 },
  clock: 'wall',
  about: 'monitor',
  unit: 'bytes of the database',
  absent: 0,
  accepts: ITSELF,
  question: () => ({ window: 1 }),
  measure: (_rule, { samples }) => [{ key: '', value: samples[0]?.diskBytes ?? null, volume: 1 }],
  sentence: (_rule, _key, value) => `The database takes ${Math.round(value / MEGABYTE).toLocaleString('en-US')} MB`,
};
