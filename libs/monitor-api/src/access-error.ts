import { MESSAGE_CLASSES, UNPARSED_REASONS } from '@log-monitor/access-record';
import { LEVELS } from '@log-monitor/log-record';
import { z } from 'zod';
import { completeness } from './completeness.js';
import { accessBasis } from './access-figures.js';
import { accessInterval, accessTimeZone, originParameters } from './access-parameter.js';
import { lineOrigin } from './access-request.js';
import { count, nextCursor, openRange, rate, time } from './field.js';
import { choiceList, cursor, levelList, limit, rangeParameters, textList } from './parameter.js';

/** Lines of web servers' error logs, and lines that could not be read. */

const messageClass = z
  .enum(MESSAGE_CLASSES)
  .describe('what the message is about')
  .meta({ example: 'connection_failed' });

const accessErrorLine = z.strictObject({
  ...lineOrigin,
  level: z.enum(LEVELS).meta({ example: 'ERROR' }),
  class: messageClass,
  message: z.string().meta({ example: 'connect() failed (111: Connection refused) while connecting to upstream' }),
  client: z.string().nullable().meta({ example: '203.0.113.9' }),
  host: z.string().nullable().meta({ example: 'shop.example.com' }),
  upstream: z.string().nullable().meta({ example: 'http://10.0.0.7:8080/orders/17' }),
  line: z.string().describe('the line as it came').meta({
    example:
      '2026/11/21 07:00:00 [error] 33#33: *276 connect() failed (111: Connection refused) while connecting to upstream',
  }),
});

const walked = {
  nextCursor,
  searchedBackTo: time
    .nullable()
    .describe('not null: time was up; everything from here on is searched, nextCursor goes on')
    .meta({ example: null }),
  range: openRange,
  ...completeness,
};

export const accessErrorsAnswer = z.strictObject({
  errors: z.array(accessErrorLine),
  count: count.describe('lines on this page').meta({ example: 1 }),
  ...walked,
});

const errorFilters = {
  ...rangeParameters,
  level: levelList(LEVELS, 'ERROR,CRITICAL'),
  class: choiceList(MESSAGE_CLASSES, 'only messages about this', 'connection_failed'),
  host: textList('only lines about requests for these hosts', 'shop.example.com'),
  client: textList('only lines about requests of these client addresses', '203.0.113.9'),
  ...originParameters,
};

export const accessErrorParameters = z.strictObject({ limit: limit(100), ...errorFilters, cursor });

/** What the counts of a bucket are named after. */
export const ACCESS_ERROR_PARTS = ['class', 'level', 'host'] as const;

export const accessErrorClassParameters = z.strictObject({
  ...errorFilters,
  interval: accessInterval,
  timeZone: accessTimeZone,
  by: z
    .enum(ACCESS_ERROR_PARTS, 'must be class, level or host')
    .describe('what the counts of a bucket are named after')
    .meta({ example: 'class' })
    .default('class'),
});

const { late: _noLate, ...errorBasis } = accessBasis;

export const accessErrorClassesAnswer = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        host: z.string().describe('empty: the line names none').meta({ example: 'shop.example.com' }),
        level: z.enum(LEVELS).meta({ example: 'ERROR' }),
        class: messageClass,
        count: count.meta({ example: 17 }),
        share: rate.meta({ example: 0.5 }),
      }),
    )
    .describe('the most frequent first, 1000 at most'),
  total: count.meta({ example: 34 }),
  buckets: z.array(
    z.strictObject({
      time: time.describe('start of the bucket').meta({ example: '2026-11-21T06:00:00.000Z' }),
      counts: z.record(z.string(), count).meta({ example: { connection_failed: 17 } }),
    }),
  ),
  intervalMs: z.int().min(10_000).describe('width of a bucket in milliseconds').meta({ example: 600_000 }),
  timeZone: z.string().meta({ example: 'UTC' }),
  ...errorBasis,
});

const unparsedReason = z.enum(UNPARSED_REASONS).describe('why no format reads it').meta({ example: 'format_mismatch' });

const accessUnparsedLine = z.strictObject({
  ...lineOrigin,
  time: time.describe('when it was written, or came'),
  reason: unparsedReason,
  line: z
    .string()
    .describe('the line as it came; bytes that are no UTF-8 are shown as U+FFFD')
    .meta({ example: 'batman' }),
  cut: z.boolean().describe('line shows less than there was').meta({ example: false }),
});

export const accessUnparsedAnswer = z.strictObject({
  lines: z.array(accessUnparsedLine),
  count: count.describe('lines on this page').meta({ example: 1 }),
  ...walked,
});

export const accessUnparsedParameters = z.strictObject({
  limit: limit(100),
  ...rangeParameters,
  reason: choiceList(UNPARSED_REASONS, 'only lines kept for these reasons', 'format_mismatch'),
  ...originParameters,
  cursor,
});

export type AccessErrorLine = z.infer<typeof accessErrorLine>;
export type AccessErrorsAnswer = z.infer<typeof accessErrorsAnswer>;
export type AccessErrorParameters = z.infer<typeof accessErrorParameters>;
export type AccessErrorPart = (typeof ACCESS_ERROR_PARTS)[number];
export type AccessErrorClassParameters = z.infer<typeof accessErrorClassParameters>;
export type AccessErrorClassesAnswer = z.infer<typeof accessErrorClassesAnswer>;
export type AccessUnparsedLine = z.infer<typeof accessUnparsedLine>;
export type AccessUnparsedAnswer = z.infer<typeof accessUnparsedAnswer>;
export type AccessUnparsedParameters = z.infer<typeof accessUnparsedParameters>;
