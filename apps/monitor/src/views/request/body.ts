import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import { ProblemError } from '../problem/problem.js';

/**
 * The request's body, read by a schema.
 *
 * @throws ProblemError BODY_INVALID naming every member that is wrong
 */
export const JsonBody = (schema: z.ZodType): ParameterDecorator =>
  createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
    const { body } = context.switchToHttp().getRequest<Request<object, unknown, unknown>>();
    const parsed = schema.safeParse(body ?? {}, { error: reasonOf });
    if (parsed.success) return parsed.data;
    const wrong = parsed.error.issues.slice(0, 20).map(({ path, message, ...issue }) => ({
      name: path.length > 0 ? path.map(String).join('.') : 'body',
      reason: issue.code === 'unrecognized_keys' ? `does not know ${issue.keys.join(', ')}` : message,
    }));
    throw new ProblemError('BODY_INVALID', wrong.map(({ name, reason }) => `${name} ${reason}`).join('; '), wrong);
  })();

/** What zod says in its own way, as people say it; undefined leaves it to zod. */
function reasonOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'must be given';
  if (issue.code === 'invalid_type') return `must be a ${issue.expected}`;
  const unit =
    'origin' in issue && typeof issue.input !== 'number'
      ? issue.origin === 'string'
        ? ' characters'
        : ' entries'
      : '';
  if (issue.code === 'too_small')
    return issue.minimum === 1 && unit !== '' ? 'must not be empty' : `must be at least ${issue.minimum}${unit}`;
  return issue.code === 'too_big' ? `must be at most ${issue.maximum}${unit}` : undefined;
}
