import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { exampleOf, problem } from '@log-monitor/monitor-api';
import { z } from 'zod';
import type { JsonSchema, Links, RouteDescription } from './describe.js';

const PROBLEM_TEXT: Readonly<Record<number, string>> = {
  400: 'a parameter is unknown or wrong; the answer names it',
  401: 'the token is missing or wrong',
  403: 'a page of another origin asked for it, and pages may change only what is at their own origin',
  404: 'there is no such thing',
  431: 'the address is longer than 16 kB',
  409: 'it cannot be done with this one; the answer says why',
  422: 'it was tried, and still cannot be read; its reason is brought up to date',
  421: 'no token is asked for, and the name that was asked for is not in LOG_MONITOR_ALLOWED_HOSTS',
  429: 'too many wrong tokens from this address',
  503: 'the database does not answer, too many questions wait, or this one took too long; Retry-After says when to come back',
};

/** Puts a route into the API's description, made from what the code reads and answers by. */
export function describeRoute(route: RouteDescription): MethodDecorator {
  const { summary, description, parameters, path = {}, body, others = {} } = route;
  return applyDecorators(
    ApiOperation({ summary, ...(description && { description }) }),
    ...(parameters ? queryParameters(parameters) : []),
    ...Object.entries(path).map(([name, { description: text, schema, example }]) =>
      // Nest keeps the example of a parameter only inside its schema.
      ApiParam({ name, description: text, schema: { ...schema, examples: [example] } }),
    ),
    ...(body
      ? [ApiBody({ description: body.description, required: false, schema: { type: 'object', example: body.example } })]
      : []),
    route.answer === 'nothing'
      ? ApiResponse({ status: 204, description: 'done; there is nothing to say' })
      : ApiResponse({
          status: 200,
          description: 'the answer',
          content: contentOf(route),
          ...(route.links && linksOf(route.links)),
        }),
    ApiResponse({ status: 421, description: PROBLEM_TEXT[421] ?? '' }),
    ApiResponse({ status: 431, description: PROBLEM_TEXT[431] ?? '' }),
    ...Object.entries(others).map(([status, meaning]) => ApiResponse({ status: Number(status), description: meaning })),
    ...(route.problems ?? [400, 503]).map((status) =>
      ApiResponse({
        status,
        description: PROBLEM_TEXT[status] ?? '',
        content: { 'application/problem+json': { schema: jsonSchema(problem) } },
      }),
    ),
  );
}

function contentOf({ answer, type = 'application/json', example: given }: RouteDescription) {
  const isText = typeof answer === 'string';
  const schema = isText ? { type: 'string' } : jsonSchema(answer);
  const example = given ?? (isText ? undefined : exampleOf(answer));
  const types = typeof type === 'string' ? [type] : type;
  return Object.fromEntries(types.map((name, index) => [name, { schema, ...(index === 0 && { example }) }]));
}

function linksOf(links: Links) {
  const entries = Object.entries(links).map(([name, { operationId, id }]) => [
    name,
    { operationId, parameters: { id: `$response.body#${id}` } },
  ]);
  return { links: Object.fromEntries(entries) as Record<string, object> };
}

function queryParameters(parameters: z.ZodType): MethodDecorator[] {
  const { properties = {}, required = [] } = jsonSchema(parameters, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  // Named one by one by whoever asks; the route's text says how.
  const { attributes: _attributes, ...listed } = properties;
  return Object.entries(listed).map(([name, property]) => {
    // By a name of ours: zod leaves `examples` out of what goes into a transformation.
    const { description, example: ofText, openapi, ...schema } = property;
    const { example = ofText, ...precise } = (openapi as JsonSchema | undefined) ?? schema;
    return ApiQuery({
      name,
      required: required.includes(name),
      // An empty value counts as not given.
      allowEmptyValue: true,
      schema: { ...precise, ...(example !== undefined && { examples: [example] }) },
      ...(typeof description === 'string' && { description }),
    });
  });
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // The answer as a whole has one example, made of those of its members.
    override: ({ jsonSchema: member }) => io === 'output' && delete member['example'],
  }) as JsonSchema;
  return rest;
}
