import { STATUS_CLASSES } from '@log-monitor/access-record';
import { z } from 'zod';
import { cursor, limit, oneText, rangeParameters, textList, wholeNumber } from './parameter.js';

/** Parameters of the questions about web servers' logs. */

/** A status code, a class of them, or `errors`: every status of 400 and more. */
export type StatusFilter = number | (typeof STATUS_CLASSES)[number] | 'errors';

const STATUS_WORDS = [...STATUS_CLASSES.filter((name) => /\D/.test(name)), 'errors'] as const;
const STATUS_REASON = `must be status codes (404) or ${STATUS_WORDS.join(', ')}; several separated by commas`;

const status = z
  .string()
  .max(500, STATUS_REASON)
  .transform((value, context): StatusFilter[] => {
    const given = value.split(',').filter((name) => name !== '');
    const read = given.map((name) => (/^\d{1,3}$/.test(name) ? Number(name) : (name as StatusFilter)));
    if (read.every((one) => typeof one === 'number' || (STATUS_WORDS as readonly string[]).includes(one))) return read;
    context.addIssue({ code: 'custom', message: STATUS_REASON });
    return z.NEVER;
  })
  .describe(
    'only requests with these status codes or classes: 404, 5xx, errors (400 and more), none (no answer); 101, 444 and 499 belong to no class',
  )
  .meta({
    openapi: {
      type: 'string',
      pattern: `^((${STATUS_WORDS.join('|')}|[1-5][0-9]{2})(,(${STATUS_WORDS.join('|')}|[1-5][0-9]{2})){0,20})?$`,
      maxLength: 500,
      example: '404,5xx',
    },
  })
  .optional();

/** Where the requests came from, and where they arrived. */
const originFilters = {
  source: textList('only lines of these sources, separated by commas', 'shop-nginx'),
  server: textList('only lines that these servers wrote', 'web-1'),
  cluster: textList('only lines of these clusters', 'eu-west'),
};

const search = z
  .string()
  .max(500, 'must not be longer than 500 characters')
  .refine((value) => !value.includes('\0'), 'must not hold the character NUL')
  .transform((value) => value.toWellFormed())
  .describe('case-insensitive substring of the line as it came; % and _ mean themselves')
  .meta({ example: 'curl' })
  .optional();

const requestFilters = {
  host: textList('only requests for these hosts, as the Host header names them', 'shop.example.com'),
  project: textList('only requests for the hosts of these projects', 'shop'),
  route: textList('only requests of these routes: method and path with its variable parts named', 'GET /orders/:id'),
  path: textList('only requests for these paths, without query', '/orders/17'),
  status,
  method: textList('only requests with these methods; _OTHER: a word that is none', 'GET,POST'),
  client: textList('only requests of these client addresses', '203.0.113.9'),
  ...originFilters,
  search,
  healthChecks: z
    .enum(['exclude', 'include', 'only'], 'must be exclude, include or only')
    .describe('what becomes of health checks, which are left out unless asked for')
    .meta({ example: 'exclude' })
    .default('exclude'),
};

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // RangeError is the only way in which Intl says that it does not know a zone.
    return false;
  }
}

const timeZone = z
  .string()
  .max(64, 'must be the name of a time zone')
  .refine((name) => isTimeZone(name), 'must be the name of a time zone, such as Asia/Seoul')
  .describe("zone in which buckets of hours and days begin, by the IANA's name; DISPLAY_TIME_ZONE unless given")
  .meta({
    openapi: {
      type: 'string',
      pattern:
        '^(|UTC|Europe/(Berlin|Lisbon|London|Madrid|Paris|Rome|Vienna|Warsaw)|America/(Chicago|Los_Angeles|New_York|Sao_Paulo)|Asia/(Kolkata|Seoul|Singapore|Tokyo)|Australia/Sydney)$',
      example: 'Asia/Seoul',
    },
  })
  .optional();

const WIDTH_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const INTERVAL_REASON = 'must be auto or a width such as 10s, 5m, 1h, 1d; of seconds, a multiple of 10';

/** Reads `auto` (undefined) or a width in milliseconds, a multiple of 10 s. */
const interval = z
  .string()
  .max(20, INTERVAL_REASON)
  .transform((value, context): number | undefined => {
    if (value === 'auto') return undefined;
    const [, amount, unit = ''] = /^([1-9]\d{0,4})([smhd])$/.exec(value) ?? [];
    const width = Number(amount) * (WIDTH_MS[unit] ?? 0);
    if (amount !== undefined && width % 10_000 === 0) return width;
    context.addIssue({ code: 'custom', message: INTERVAL_REASON });
    return z.NEVER;
  })
  .describe('width of a bucket: auto, or tens of seconds, whole minutes, hours or days such as 10s, 5m, 1h, 1d')
  .meta({ openapi: { type: 'string', pattern: '^(|auto|[1-9][0-9]{0,2}0s|[1-9][0-9]{0,3}[mhd])$', example: 'auto' } })
  .optional();

const statistics = { ...rangeParameters, ...requestFilters };

export const accessParameters = z.strictObject(statistics);

/** What the parts of a bucket are named after. */
export const ACCESS_PARTS = ['none', 'class', 'status', 'host', 'project', 'method', 'source'] as const;

export const accessSeriesParameters = z.strictObject({
  ...statistics,
  interval,
  timeZone,
  by: z
    .enum(ACCESS_PARTS, `must be ${ACCESS_PARTS.join(', ')}`)
    .describe('what the parts of a bucket are named after; class: of the status')
    .meta({ example: 'class' })
    .default('none'),
});

export const accessVisitorParameters = z.strictObject({ ...statistics, interval, timeZone });

const rows = { limit: wholeNumber(1, 1000, 'rows, 1 to 1000; 10 unless given', '10').optional() };

/** How many rows a top list has unless told otherwise. */
export const TOP_ROWS = 10;

export const accessTopParameters = z.strictObject({ ...statistics, ...rows });

export const accessRankParameters = z.strictObject({
  ...statistics,
  ...rows,
  by: z
    .enum(['url', 'route'], 'must be url or route')
    .describe('what a row stands for: url: host and path as they came; route: host and route')
    .meta({ example: 'url' })
    .default('url'),
  minRequests: wholeNumber(1, 1_000_000, 'only what was asked for at least so often; 1 unless given', '10').optional(),
});

const lineFilters = {
  ...statistics,
  requestId: oneText('only requests with this id', 'req-77'),
  traceId: oneText('only requests of this trace', '4bf92f3577b34da6a3ce929d0e0e4736'),
  slowerThan: wholeNumber(0, 86_400_000, 'only requests that took at least so many milliseconds', '500').optional(),
};

export const accessRequestParameters = z.strictObject({ limit: limit(100), ...lineFilters, cursor });

export const accessExportParameters = z.strictObject({
  format: z
    .enum(['ndjson', 'csv'], 'must be ndjson or csv')
    .describe('ndjson: a request per line; csv: a table for spreadsheets, with formulas made harmless')
    .meta({ example: 'ndjson' })
    .default('ndjson'),
  limit: wholeNumber(1, 10_000_000, 'how many at most; everything unless given', '1000').optional(),
  ...lineFilters,
});

export const accessSourceParameters = z.strictObject(originFilters);

export const originParameters = { ...originFilters, search };

export { interval as accessInterval, timeZone as accessTimeZone };

export type AccessParameters = z.infer<typeof accessParameters>;
export type AccessPart = (typeof ACCESS_PARTS)[number];
export type AccessSeriesParameters = z.infer<typeof accessSeriesParameters>;
export type AccessVisitorParameters = z.infer<typeof accessVisitorParameters>;
export type AccessTopParameters = z.infer<typeof accessTopParameters>;
export type AccessRankParameters = z.infer<typeof accessRankParameters>;
export type AccessRequestParameters = z.infer<typeof accessRequestParameters>;
export type AccessExportParameters = z.infer<typeof accessExportParameters>;
export type AccessSourceParameters = z.infer<typeof accessSourceParameters>;
