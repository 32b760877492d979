import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { parametersInvalid } from './invalid-parameters.js';
import { VariableNames } from './variable-names.js';

/** Parameters that begin so are collected into one member, `attributes`. */
const ATTRIBUTE_PREFIX = 'attributes.';

interface Asked {
  schema: z.ZodObject;
  query: Request['query'];
}

@Injectable()
class ReadParameters implements PipeTransform<Asked> {
  constructor(private readonly variableNames: VariableNames) {}

  async transform({ schema, query }: Asked): Promise<unknown> {
    const has = (name: string): boolean => Object.hasOwn(schema.shape, name.split('.')[0] ?? '');
    return parseParameters(schema, await this.variableNames.fill(query, has));
  }
}

/**
 * The request's query string, read by a schema. The schema is not handed to Nest: it has a method called transform, by which
 * Nest would take it for a pipe.
 */
export const Parameters = (schema: z.ZodObject): ParameterDecorator =>
  createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
    const { query } = context.switchToHttp().getRequest<Request>();
    return { schema, query };
  })(ReadParameters);

/**
 * Reads the query string by a schema. Empty values count as not given, `_` is ignored (caches are passed by with it),
 * everything else that the schema does not know is refused by name.
 *
 * @throws ProblemError PARAMETER_INVALID naming every parameter that is wrong
 */
function parseParameters(schema: z.ZodType, query: Readonly<Record<string, unknown>>): unknown {
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
