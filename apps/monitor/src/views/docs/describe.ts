import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** Where a method's description is noted. */
export const ROUTE_DESCRIPTION = 'log-monitor:route-description';

export type JsonSchema = Record<string, unknown>;

export type Links = Readonly<Record<string, { operationId: string; id: string }>>;

export interface RouteDescription {
  /** One line, without a full stop. */
  summary: string;
  description?: string;
  /** The query string's schema: the very one that reads it. */
  parameters?: z.ZodType;
  /** Parameters in the path: their schema and an example. */
  path?: Record<string, { description: string; schema: JsonSchema; example: string }>;
  body?: { description: string; example: unknown };
  answer: z.ZodType | 'text' | 'nothing';
  /** Media types of the answer; the first has the example. */
  type?: string | readonly string[];
  /** Unless the schema of the answer has its own. */
  example?: unknown;
  /** Where an answer leads: the operation's id, and where in the answer the id stands that it asks for. */
  links?: Links;
  /** Further answers: status and what it means. */
  problems?: readonly (400 | 403 | 404 | 409 | 422 | 503)[];
  /** Answers that only this route gives: status and what it means. */
  others?: Readonly<Record<number, string>>;
}

/**
 * Notes what a route is for the API's description. What comes of it is made when somebody asks for the description (`describeApi`): its schemas and the
 * library for it would take a tenth of the heap, and half a second at each start.
 */
export const Describe = (route: RouteDescription): MethodDecorator => SetMetadata(ROUTE_DESCRIPTION, route);

/** From a list of records to each of them. */
export function recordLinks(list: 'errors' | 'records'): Links {
  const id = `/${list}/0/id`;
  return {
    record: { operationId: 'RecordsController_record', id },
    context: { operationId: 'RecordsController_context', id },
  };
}
