import { z } from 'zod';
import { count, time } from './field.js';

/** How complete an answer is; members of every JSON object that is an answer. */
export const completeness = {
  completeThrough: time
    .nullable()
    .describe('every record that was in Kafka at this moment is in the answer; null before the first measurement')
    .meta({ example: '2026-11-21T07:00:04.000Z' }),
  lag: z.strictObject({
    records: count.nullable().describe('records in Kafka that are not stored yet; null while nobody can tell'),
    seconds: z.number().min(0).nullable().describe('age of completeThrough, 0 when caught up').meta({ example: 0 }),
  }),
};

export type Completeness = z.infer<z.ZodObject<typeof completeness>>;
