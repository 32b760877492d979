import { z } from 'zod';

export const livenessAnswer = z.strictObject({ status: z.literal('ok') });

export const readinessAnswer = z.strictObject({
  status: z.enum(['ok', 'unavailable']).meta({ example: 'ok' }),
  ready: z.boolean().meta({ example: true }),
  reasons: z.array(z.string()).meta({ example: [] }),
});

export type LivenessAnswer = z.infer<typeof livenessAnswer>;
export type ReadinessAnswer = z.infer<typeof readinessAnswer>;
