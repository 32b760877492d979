import { z } from 'zod';

/** What can go wrong, with the status and the title of the answer. */
export const PROBLEMS = {
  PARAMETER_INVALID: [400, 'Bad Request'],
  BODY_INVALID: [400, 'Bad Request'],
  BODY_TOO_LARGE: [413, 'Content Too Large'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  FORBIDDEN: [403, 'Forbidden'],
  FOREIGN_ORIGIN: [403, 'Forbidden'],
  NOT_FOUND: [404, 'Not Found'],
  METHOD_NOT_ALLOWED: [405, 'Method Not Allowed'],
  LETTER_INCOMPLETE: [409, 'Conflict'],
  LETTER_UNDECODABLE: [422, 'Unprocessable Content'],
  RULE_INVALID: [400, 'Bad Request'],
  RULE_OF_FILE: [409, 'Conflict'],
  RULE_CHANGED: [409, 'Conflict'],
  RULE_SET_ASIDE: [409, 'Conflict'],
  GROUP_CONFLICT: [409, 'Conflict'],
  HOST_NOT_ALLOWED: [421, 'Misdirected Request'],
  TOO_MANY_REQUESTS: [429, 'Too Many Requests'],
  TIMEOUT: [503, 'Service Unavailable'],
  OVERLOADED: [503, 'Service Unavailable'],
  DATABASE_UNAVAILABLE: [503, 'Service Unavailable'],
  INTERNAL: [500, 'Internal Server Error'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457, with a `message` member as well as `detail`, because Grafana shows nothing else. */
export const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('a sentence that helps the one who asked'),
    message: z.string().describe('the same once more, for Grafana'),
    code: z.string().describe('from a closed list, for programs'),
    parameters: z.array(z.object({ name: z.string(), reason: z.string() })).exactOptional(),
  })
  .describe('what went wrong (RFC 9457)');

export type Problem = Omit<z.infer<typeof problem>, 'code'> & { code: ProblemCode };
