import { STATUS_CLASSES } from '@log-monitor/access-record';
import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, rate, time } from './field.js';

/** What every figure about requests is made of. */

const milliseconds = z.number().min(0).nullable();

export const accessLatency = z
  .strictObject({
    measured: count.describe('requests whose duration says how long the answer took').meta({ example: 1990 }),
    mean: milliseconds.describe('null: nothing was measured').meta({ example: 41.7 }),
    max: milliseconds.meta({ example: 2310 }),
    p50: milliseconds
      .describe('off by 2 % at most; null: nothing was measured, or this part of the requests has no percentiles')
      .meta({ example: 18.2 }),
    p95: milliseconds.meta({ example: 160.5 }),
    p99: milliseconds.meta({ example: 702.1 }),
  })
  .describe('milliseconds; the life of a websocket or of a stream is none');

export const accessFigures = {
  requests: count.meta({ example: 2000 }),
  perSecond: z.number().min(0).describe('requests per second').meta({ example: 0.5556 }),
  errors: count.describe('status 400 and more').meta({ example: 60 }),
  errorRate: rate.describe('errors of all requests, 0 to 1').meta({ example: 0.03 }),
  faults: count.describe('the server failed: status 5xx, or a gRPC status that says so').meta({ example: 4 }),
  faultRate: rate.describe('faults of all requests, 0 to 1').meta({ example: 0.002 }),
  bytes: count.describe('bytes sent').meta({ example: 8_400_000 }),
  latency: accessLatency,
  clients: count
    .nullable()
    .describe('distinct client addresses, off by about 1 %; null: unknown for this part of the requests')
    .meta({ example: 310 }),
};

const figures = z.strictObject(accessFigures);

/** Members of every answer that counts requests. */
export const accessBasis = {
  range: z
    .strictObject({ from: time, to: time })
    .describe(
      'what was counted: from <= time < to; as asked, with its ends at the borders of the windows that are kept',
    )
    .meta({ example: { from: '2026-11-20T07:00:00.000Z', to: '2026-11-21T07:00:10.000Z' } }),
  basis: z
    .enum(['windows', 'requests'])
    .describe('windows: counted as the requests came; requests: counted one by one, since the filters asked for it')
    .meta({ example: 'windows' }),
  shortened: z
    .enum(['retention', 'volume'])
    .nullable()
    .describe(
      'why range begins later than was asked for: what is older is no longer kept, or there are too many requests to count one by one; null: it does not',
    )
    .meta({ example: null }),
  late: count
    .describe(
      'requests in it that came after their window was closed: an earlier answer about the same range was lower',
    )
    .meta({ example: 0 }),
  ...completeness,
};

const approximate = count
  .describe(
    'a row may have up to so many requests more than it says, and a value that is not listed no more than that; 0: exact',
  )
  .meta({ example: 0 });

export const accessSummaryAnswer = z.strictObject({
  current: figures,
  before: figures.describe('the same of the range before, which is as long'),
  rangeBefore: z
    .strictObject({ from: time, to: time })
    .meta({ example: { from: '2026-11-19T06:59:50.000Z', to: '2026-11-20T07:00:00.000Z' } }),
  ...accessBasis,
});

const accessBucket = z.strictObject({
  time: time.describe('start of the bucket').meta({ example: '2026-11-21T06:00:00.000Z' }),
  ...accessFigures,
  parts: z
    .record(z.string(), figures)
    .describe('the same by the names that were asked for; those with the most requests, the others as (other)')
    .meta({ example: {} }),
});

export const accessSeriesAnswer = z.strictObject({
  buckets: z.array(accessBucket),
  names: z.array(z.string()).describe('of the parts, those with the most requests first').meta({ example: [] }),
  intervalMs: z.int().min(10_000).describe('width of a bucket in milliseconds').meta({ example: 600_000 }),
  timeZone: z.string().describe('in which buckets of hours and days begin').meta({ example: 'UTC' }),
  ...accessBasis,
});

const share = rate.describe('of all requests, 0 to 1').meta({ example: 0.84 });

export const accessStatusesAnswer = z.strictObject({
  statuses: z.array(
    z.strictObject({
      status: z.int().min(0).describe('0: no answer').meta({ example: 200 }),
      class: z.enum(STATUS_CLASSES).meta({ example: '2xx' }),
      share,
      ...accessFigures,
    }),
  ),
  ...accessBasis,
});

export const accessProjectsAnswer = z.strictObject({
  projects: z.array(
    z.strictObject({
      project: z.string().meta({ example: 'shop' }),
      hosts: z
        .array(z.string())
        .describe('its hosts, the busiest first, 20 at most')
        .meta({ example: ['shop-web.example.com'] }),
      share,
      ...accessFigures,
    }),
  ),
  ...accessBasis,
});

const accessTopRow = z.strictObject({
  name: z.string().describe('path, route, host, address, site, browser or system').meta({ example: '/orders/17' }),
  host: z
    .string()
    .nullable()
    .describe('the host that the path or the route is of; null in lists that do not tell hosts apart')
    .meta({ example: 'shop.example.com' }),
  share,
  ...accessFigures,
  statuses: z
    .record(z.string(), count)
    .describe('requests by status code, where the list tells them apart')
    .meta({ example: { '200': 1940, '404': 56, '502': 4 } }),
});

export const accessTopAnswer = z.strictObject({
  rows: z.array(accessTopRow),
  other: figures.describe('everything that no row is about'),
  approximate,
  ...accessBasis,
});

const visitors = z.strictObject({
  requests: count.meta({ example: 2000 }),
  clients: count.nullable().meta({ example: 310 }),
});

export const accessVisitorsAnswer = z.strictObject({
  total: visitors,
  buckets: z.array(
    visitors.extend({ time: time.describe('start of the bucket').meta({ example: '2026-11-21T06:00:00.000Z' }) }),
  ),
  hoursOfDay: z
    .array(visitors.extend({ hour: z.int().min(0).max(23).meta({ example: 9 }) }))
    .describe('all days of the range together, by the hour of the day in the time zone; 24 of them'),
  intervalMs: z.int().min(10_000).meta({ example: 3_600_000 }),
  timeZone: z.string().meta({ example: 'UTC' }),
  ...accessBasis,
});

export type AccessLatency = z.infer<typeof accessLatency>;
export type AccessFigures = z.infer<typeof figures>;
export type AccessSummaryAnswer = z.infer<typeof accessSummaryAnswer>;
export type AccessBucket = z.infer<typeof accessBucket>;
export type AccessSeriesAnswer = z.infer<typeof accessSeriesAnswer>;
export type AccessStatusesAnswer = z.infer<typeof accessStatusesAnswer>;
export type AccessProjectsAnswer = z.infer<typeof accessProjectsAnswer>;
export type AccessTopRow = z.infer<typeof accessTopRow>;
export type AccessTopAnswer = z.infer<typeof accessTopAnswer>;
export type AccessVisitorsAnswer = z.infer<typeof accessVisitorsAnswer>;
