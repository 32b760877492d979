import { z } from 'zod';
import { count, time } from './field.js';

/** Rules applied to what is stored, in the background. */

export const groupApplication = z.strictObject({
  id: z.string().meta({ example: '3' }),
  state: z.enum(['running', 'finished', 'stopped', 'failed']).meta({ example: 'running' }),
  phase: z
    .enum(['reading', 'moving'])
    .describe('reading: what would change; moving: errors go to their problems')
    .meta({ example: 'moving' }),
  revision: count.describe('of the rules').meta({ example: 4 }),
  startedAt: time,
  startedBy: z.string().meta({ example: 'ada' }),
  finishedAt: time.nullable().meta({ example: null }),
  done: count.describe('errors of this phase').meta({ example: 412_000 }),
  total: count.describe('errors that there were to look at').meta({ example: 1_000_000 }),
  moved: count.describe('errors that belong to another fingerprint now').meta({ example: 1200 }),
  problemsBefore: count.nullable().describe('known when all have been read').meta({ example: 412 }),
  problemsAfter: count.nullable().meta({ example: 61 }),
  failure: z.string().nullable().describe('why it did not end well').meta({ example: null }),
});

export type GroupApplication = z.infer<typeof groupApplication>;
