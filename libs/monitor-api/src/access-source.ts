import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, time } from './field.js';

const accessSource = z.strictObject({
  name: z.string().meta({ example: 'shop-nginx' }),
  server: z.string().nullable().meta({ example: 'web-1' }),
  cluster: z.string().nullable().meta({ example: 'eu-west' }),
  topic: z.string().meta({ example: 'web-logs' }),
  format: z.string().nullable().describe('as configured; null: told by the lines').meta({ example: null }),
  firstSeen: time.nullable().meta({ example: '2026-11-14T08:00:00.000Z' }),
  lastSeen: time.nullable().meta({ example: '2026-11-21T07:00:03.900Z' }),
  lines: count
    .describe('everything that came: requests, errors, heartbeats and unparsed together')
    .meta({ example: 20_017 }),
  requests: count.describe('health checks included').meta({ example: 20_000 }),
  healthChecks: count.describe('requests that are health checks: stored, and in no chart').meta({ example: 120 }),
  errors: count.describe('lines of its error log').meta({ example: 14 }),
  heartbeats: count.describe('lines that only say that it is alive: counted, not stored').meta({ example: 0 }),
  unparsed: count.describe('lines that no format reads').meta({ example: 3 }),
  unparsedByReason: z.record(z.string(), count).meta({ example: { format_mismatch: 3 } }),
  late: count.describe('requests that came after their window was closed').meta({ example: 0 }),
  outside: count.describe('lines whose time lies outside everything that is kept, or ahead of it').meta({ example: 0 }),
  largestSkewSeconds: z
    .number()
    .nullable()
    .describe('how far the farthest of them was from the time it came; negative: in the past')
    .meta({ example: null }),
});

export const accessSourcesAnswer = z.strictObject({
  sources: z.array(accessSource).describe('last seen first, 1000 at most'),
  ...completeness,
});

export type AccessSource = z.infer<typeof accessSource>;
export type AccessSourcesAnswer = z.infer<typeof accessSourcesAnswer>;
