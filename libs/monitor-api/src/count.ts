import { type Level, LEVELS } from '@log-monitor/log-record';
import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, range, rate, time } from './field.js';
import { ledgerTotals } from './ledger.js';
import { interval, levelList, rangeParameters, services, wholeNumber } from './parameter.js';

const serviceName = z.string().meta({ example: 'booking' });
const total = count.meta({ example: 1200 });
const errors = count.meta({ example: 3 });
const basis = { range, ledger: ledgerTotals, ...completeness };

const serviceTotals = z.strictObject({ total, errors, critical: count, error_rate: rate });

export const statisticsAnswer = z.strictObject({
  total_logs: total,
  total_errors: errors.describe('ERROR and CRITICAL'),
  by_level: z
    .strictObject(Object.fromEntries(LEVELS.map((level) => [level, count])) as Record<Level, typeof count>)
    .meta({ example: { DEBUG: 700, INFO: 490, WARNING: 7, ERROR: 2, CRITICAL: 1 } }),
  by_service: z
    .record(z.string(), serviceTotals)
    .meta({ example: { booking: { total: 1200, errors: 3, critical: 1, error_rate: 0.0025 } } }),
  error_rate: rate,
  ...basis,
});

const serviceSummary = z.strictObject({
  name: serviceName,
  hosts: count.meta({ example: 1 }),
  instances: count.meta({ example: 2 }),
  last_seen: time.meta({ example: '2026-11-21T07:00:03.900Z' }).nullable(),
  total,
  errors,
  error_rate: rate,
  status: z
    .enum(['ok', 'failing', 'silent'])
    .describe('failing: errors in the last 5 minutes; silent: nothing for longer than is usual for it')
    .meta({ example: 'failing' }),
});

export const servicesAnswer = z.strictObject({ services: z.array(serviceSummary), ...basis });

const histogramBucket = z.strictObject({
  time: time.describe('start of the bucket').meta({ example: '2026-11-21T06:45:00.000Z' }),
  counts: z.record(z.string(), count).meta({ example: { DEBUG: 8, INFO: 5, WARNING: 0, ERROR: 1, CRITICAL: 0 } }),
});

export const histogramAnswer = z.strictObject({
  buckets: z.array(histogramBucket),
  intervalMs: z.int().min(60_000).describe('width of a bucket in milliseconds').meta({ example: 900_000 }),
  ...basis,
});

const facet = (value: string, example: number) =>
  z.array(z.strictObject({ value: z.string().meta({ example: value }), count: count.meta({ example }) }));

export const facets = z.strictObject({
  service: facet('booking', 1200),
  level: facet('DEBUG', 700),
  host: facet('booking-1', 1200),
  logger: facet('RoomStore', 410),
  errorType: facet('ConnectionError', 2),
});

export const facetAnswer = z.strictObject({
  facets,
  countedFrom: time
    .describe('host, logger and errorType are counted from here on')
    .meta({ example: '2026-11-20T07:00:00.000Z' }),
  ...basis,
});

export const statisticsParameters = z.strictObject({ ...rangeParameters, ...services });

export const histogramParameters = z.strictObject({
  ...rangeParameters,
  ...services,
  interval,
  by: z
    .enum(['level', 'service'], 'must be level or service')
    .describe('what the counts of a bucket are named after')
    .meta({ example: 'level' })
    .default('level'),
  level: levelList(LEVELS, 'ERROR,CRITICAL'),
});

export const facetParameters = z.strictObject({
  ...rangeParameters,
  ...services,
  level: levelList(LEVELS, 'ERROR,CRITICAL'),
  limit: wholeNumber(1, 100, 'values per facet, 1 to 100; 10 unless given', '10')
    .optional()
    .transform((value) => value ?? 10),
});

export type ServiceTotals = z.infer<typeof serviceTotals>;
export type StatisticsAnswer = z.infer<typeof statisticsAnswer>;
export type ServiceSummary = z.infer<typeof serviceSummary>;
export type ServiceStatus = ServiceSummary['status'];
export type ServicesAnswer = z.infer<typeof servicesAnswer>;
export type HistogramBucket = z.infer<typeof histogramBucket>;
export type HistogramAnswer = z.infer<typeof histogramAnswer>;
export type Facets = z.infer<typeof facets>;
export type FacetAnswer = z.infer<typeof facetAnswer>;
export type HistogramParameters = z.infer<typeof histogramParameters>;
export type FacetParameters = z.infer<typeof facetParameters>;
export type StatisticsParameters = z.infer<typeof statisticsParameters>;
