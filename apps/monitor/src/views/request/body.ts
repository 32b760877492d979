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
    const parsed = schema.safeParse(body ?? {});
    if (parsed.success) return parsed.data;
    const wrong = parsed.error.issues.slice(0, 20).map(({ path, message, ...issue }) => ({
      name: path.length > 0 ? path.map(String).join('.') : 'body',
      reason: issue.code === 'unrecognized_keys' ? `does not know ${issue.keys.join(', ')}` : message,
    }));
    throw new ProblemError('BODY_INVALID', wrong.map(({ name, reason }) => `${name} ${reason}`).join('; '), wrong);
  })();
