import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request } from 'express';
import { z } from 'zod';
import { ProblemError } from '../problem/problem.js';

/** Parameters that begin so are collected into one member, `attributes`. */
const ATTRIBUTE_PREFIX = 'attributes.';

/**
 * Reads the query string by a schema. Empty values count as not given, `_` is ignored (caches are passed by with it),
 * everything else that the schema does not know is refused by name.
 *
 * @throws ProblemError PARAMETER_INVALID naming every parameter that is wrong
 */
function parseParameters<Schema extends z.ZodType>(schema: Schema, query: Request['query']): z.output<Schema> {
  const given: [string, unknown][] = [];
  const attributes: [string, string][] = [];
  const repeated: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (name === '_' || value === '') continue;
    if (typeof value !== 'string') repeated.push(name);
    else if (name.startsWith(ATTRIBUTE_PREFIX)) attributes.push([name.slice(ATTRIBUTE_PREFIX.length), value]);
    else given.push([name, value]);
  }
  if (attributes.length > 0) given.push(['attributes', Object.fromEntries(attributes)]);
  const parsed = schema.safeParse(Object.fromEntries(given));
  const wrong = parsed.success ? [] : parsed.error.issues.flatMap(reasonsOf);
  wrong.push(...repeated.map((name) => ({ name, reason: 'may be given once; separate several values with commas' })));
  if (parsed.success && wrong.length === 0) return parsed.data;
  throw parametersInvalid(wrong);
}

/** The answer to wrong parameters, as one sentence and one by one. */
export function parametersInvalid(wrong: { name: string; reason: string }[]): ProblemError {
  const shown = wrong.slice(0, 20).map(({ name, reason }) => ({ name: name.slice(0, 100), reason }));
  const detail = shown.map(({ name, reason }) => `${name} ${reason}`).join('; ');
  return new ProblemError('PARAMETER_INVALID', detail, shown);
}

function reasonsOf(issue: z.core.$ZodIssue): { name: string; reason: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      name: key === 'attributes' ? 'attributes.…' : key,
      reason: 'is not a parameter of this request',
    }));
  }
  const [head, ...rest] = issue.path.map(String);
  return [{ name: rest.length > 0 ? `${head}.${rest.join('.')}` : (head ?? 'query'), reason: issue.message }];
}

/**
 * The request's query string, read by a schema. The schema is not handed to Nest: it has a method called transform, by which
 * Nest would take it for a pipe.
 */
export const Parameters = (schema: z.ZodType): ParameterDecorator =>
  createParamDecorator((_data: unknown, context: ExecutionContext) =>
    parseParameters(schema, context.switchToHttp().getRequest<Request>().query),
  )();
