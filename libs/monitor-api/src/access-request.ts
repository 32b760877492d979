import { ACCESS_FLAGS, type AccessRecord, LATENCY_KINDS, STATUS_CLASSES } from '@log-monitor/access-record';
import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, jsonObject, nextCursor, openRange, time } from './field.js';

/** Where a line came from; members of everything that is one line. */
export const lineOrigin = {
  id: z.string().describe('for /access/requests/:id').meta({ example: '1795244400123000-2-0-90112-0' }),
  time: time.describe('when it happened, as the line says'),
  source: z.string().meta({ example: 'shop-nginx' }),
  server: z.string().nullable().meta({ example: 'web-1' }),
  cluster: z.string().nullable().meta({ example: null }),
};

/** A request as it is listed. The line is the one that came, capped, with secrets of the query string and of authorization taken out. */
export const accessRequest = z.strictObject({
  ...lineOrigin,
  client: z.string().nullable().describe('client address').meta({ example: '203.0.113.9' }),
  method: z.string().nullable().meta({ example: 'GET' }),
  host: z.string().nullable().meta({ example: 'shop.example.com' }),
  project: z.string().meta({ example: 'shop' }),
  route: z.string().nullable().describe('path with its variable parts named').meta({ example: '/orders/:id' }),
  path: z.string().nullable().meta({ example: '/orders/17' }),
  status: z.int().nullable().meta({ example: 502 }),
  class: z.enum(STATUS_CLASSES).meta({ example: '5xx' }),
  durationMs: z.number().nullable().meta({ example: 30_004 }),
  upstreamMs: z.number().nullable().describe('all upstreams together').meta({ example: 30_002 }),
  latency: z.enum(LATENCY_KINDS).describe('what durationMs stands for').meta({ example: 'measured' }),
  bytes: count.nullable().describe('bytes sent').meta({ example: 552 }),
  healthCheck: z.boolean().meta({ example: false }),
  requestId: z.string().nullable().meta({ example: 'req-77' }),
  traceId: z.string().nullable().meta({ example: null }),
  flags: z.array(z.enum(ACCESS_FLAGS)).describe('what is unusual about the line').meta({ example: [] }),
  line: z
    .string()
    .describe('the line as it came')
    .meta({ example: '203.0.113.9 - - [21/Nov/2026:07:00:00 +0000] "GET /orders/17 HTTP/1.1" 502 552 "-" "curl/8.1"' }),
});

export const accessRequestsAnswer = z.strictObject({
  requests: z.array(accessRequest),
  count: count.describe('requests on this page').meta({ example: 1 }),
  nextCursor,
  searchedBackTo: time
    .nullable()
    .describe('not null: time was up; everything from here on is searched, nextCursor goes on')
    .meta({ example: null }),
  range: openRange,
  ...completeness,
});

export const accessRequestAnswer = accessRequest.extend({
  kafka: z.strictObject({
    topic: z.string().meta({ example: 'web-logs' }),
    partition: z.int().meta({ example: 0 }),
    offset: z.int().meta({ example: 90_112 }),
    element: z.int().describe('which one of a message that holds several, from 0').meta({ example: 0 }),
  }),
  parsed: jsonObject<AccessRecord>()
    .nullable()
    .describe('everything that the line says, by the names of OpenTelemetry; null: the line is not the whole one')
    .meta({ example: { httpRequestMethod: 'GET', urlPath: '/orders/17', httpResponseStatusCode: 502 } }),
  ...completeness,
});

export type AccessRequest = z.infer<typeof accessRequest>;
export type AccessRequestsAnswer = z.infer<typeof accessRequestsAnswer>;
export type AccessRequestAnswer = z.infer<typeof accessRequestAnswer>;
