import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, time } from './field.js';

/** Events of the live tail beside the records themselves, by the name of the event. */
export const tailEvents = {
  heartbeat: z.strictObject(completeness).describe('every 5 s'),
  skipped: z.strictObject({ count }).describe('so many records were left out for a reader that does not keep up'),
  gap: z
    .strictObject({ reason: z.enum(['retention', 'recreated']), since: time.nullable() })
    .describe('what lay between is past retention, or the topic was created again'),
};

export type TailHeartbeat = z.infer<typeof tailEvents.heartbeat>;
export type TailSkipped = z.infer<typeof tailEvents.skipped>;
export type TailGap = z.infer<typeof tailEvents.gap>;
