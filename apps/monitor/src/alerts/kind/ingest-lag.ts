import { ITSELF } from './accepted.js';
import type { AlertKindDefinition } from './alert-kind.js';
import { duration } from './words.js';

/** Seconds that the store is behind Kafka. */
export const INGEST_LAG: AlertKindDefinition = {
  name: 'ingest_lag',
  form: { title: 'Ingest lag', format: 'seconds', usual: 60 },
  clock: 'wall',
  about: 'monitor',
  unit: 'seconds behind Kafka',
  absent: 0,
  accepts: ITSELF,
  question: () => ({ window: 1 }),
  measure: (_rule, { samples }) => [{ key: '', value: samples[0]?.lagSeconds ?? null, volume: 1 }],
  sentence: (_rule, _key, value) => `The store is ${duration(Math.round(value))} behind Kafka`,
};
