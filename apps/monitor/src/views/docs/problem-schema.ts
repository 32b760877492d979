import { z } from 'zod';

/** RFC 9457 as we send it. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('a sentence that helps the one who asked'),
    message: z.string().describe('the same once more, for Grafana'),
    code: z.string().describe('from a closed list, for programs'),
    parameters: z.array(z.object({ name: z.string(), reason: z.string() })).optional(),
  })
  .describe('what went wrong (RFC 9457)');
