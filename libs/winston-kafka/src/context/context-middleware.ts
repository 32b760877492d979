import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type CallContext, withContext } from './call-context.js';
import { readTraceparent } from './read-traceparent.js';

interface RequestLike {
  headers: IncomingHttpHeaders;
}

const USABLE_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * A middleware for Express, Nest and Fastify (`fastify.addHook('onRequest', contextMiddleware())`): every record
 * logged while a request is handled carries its id, from `x-request-id`, else from `traceparent`, else a new one.
 */
export function contextMiddleware(): (request: RequestLike, response: unknown, next: () => void) => void {
  return (request, _response, next) => {
    withContext(contextOf(request.headers), next);
  };
}

/** The context that a request's headers tell. What a stranger sent is taken only if it looks like an id. */
export function contextOf(headers: IncomingHttpHeaders): CallContext {
  const trace = readTraceparent(headers['traceparent']);
  const sent = headers['x-request-id'];
  const id = Array.isArray(sent) ? sent[0] : sent;
  const requestId = id !== undefined && USABLE_ID.test(id) ? id : (trace?.traceId ?? randomUUID());
  return { requestId, ...trace };
}
