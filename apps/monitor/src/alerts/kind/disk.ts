import type { AlertKindDefinition } from './alert-kind.js';
import { onlyItself } from './only-itself.js';

const MEGABYTE = 1_000_000;

/** Bytes of the whole database, indexes included. */
export const DISK: AlertKindDefinition = {
  name: 'disk',
  clock: 'wall',
  unit: 'bytes of the database',
  absent: 0,
  question: () => ({ window: 1 }),
  measure: (_rule, { samples }) => [{ key: '', value: samples[0]?.diskBytes ?? null, volume: 1 }],
  sentence: (_rule, _key, value) => `The database takes ${Math.round(value / MEGABYTE).toLocaleString('en-US')} MB`,
  problem: (rule) => onlyItself('disk', rule),
};
