import { z } from 'zod';

/** Numbers that may be written as texts. */
const seconds = z.coerce.number().min(0).max(86_400);
const range = z.tuple([seconds, seconds]);

const minMax = z.object({ min: seconds, max: seconds }).transform(({ min, max }): [number, number] => [min, max]);

/** Ranges of seconds between two lines, in normal times and at a peak; older files have one range only. */
const intervals = z.union([
  z.object({ normal: z.array(range).min(1), peak: z.array(range).min(1) }),
  minMax.transform((only) => ({ normal: [only], peak: [only] })),
]);

const texts = z.array(z.string()).min(1);
const shares = z.array(z.coerce.number().min(0)).min(1);
const level = z.object({ interval: intervals, message: texts });

/** The keys of Visor's `fake_log_gen.json`. */
export const visorSchema = z
  .object({
    heartbeat: z.object({ interval: seconds, message: z.string().default('HEARTBEAT') }).optional(),
    access: z
      .object({
        interval: minMax,
        user_id: texts,
        method: texts,
        method_dist: shares,
        code: z.array(z.coerce.string().regex(/^\d{3}$/, 'must be a status of three digits')).min(1),
        code_dist: shares,
        resource: texts,
        version: texts.default(['HTTP/2.0']),
      })
      .refine(
        ({ method, method_dist }) => method.length === method_dist.length,
        'method and method_dist must be as long as each other',
      )
      .refine(
        ({ code, code_dist }) => code.length === code_dist.length,
        'code and code_dist must be as long as each other',
      )
      .optional(),
    info: level.optional(),
    warn: level.optional(),
    error: level.optional(),
  })
  .refine(
    ({ access, info, warn, error }) => access ?? info ?? warn ?? error,
    'access, info, warn or error must say what is written',
  );

export type VisorSettings = z.infer<typeof visorSchema>;

/** True for a file of Visor's: its keys hold objects that ours do not have. */
export function isVisorFile(content: object): boolean {
  return ['access', 'info', 'warn', 'error'].some((key) => key in content);
}
