import { LEVELS } from '@log-monitor/log-record';
import { z } from 'zod';
import { DEAD_LETTER_REASONS } from '../../query/ingest/dead-letter-list.js';
import {
  attributes,
  choiceList,
  cursor,
  interval,
  levelList,
  limit,
  oneText,
  rangeParameters,
  search,
  textList,
  wholeNumber,
} from '../request/parameter-schemas.js';

const services = { service: textList('only these services, separated by commas', 'booking') };

const errorFilters = {
  level: levelList(['ERROR', 'CRITICAL'], 'CRITICAL'),
  ...rangeParameters,
  search,
  requestId: oneText('only records of this request', 'req-77'),
  userId: oneText('only records of this user', 'u-9'),
  traceId: oneText('only records of this trace', '4bf92f3577b34da6a3ce929d0e0e4736'),
  cursor,
};

export const errorListParameters = z.strictObject({ limit: limit(100), ...services, ...errorFilters });

export const serviceErrorListParameters = z.strictObject({ limit: limit(100), ...errorFilters });

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

const searchFilters = {
  ...services,
  ...errorFilters,
  level: levelList(LEVELS, 'WARNING,ERROR'),
  host: textList('only records of these hosts', 'booking-1'),
  logger: textList('only records of these loggers', 'RoomStore'),
  attributes,
};

export const searchParameters = z.strictObject({ limit: limit(100), ...searchFilters });

const { cursor: _noCursor, ...exportFilters } = searchFilters;
const { from: _noFrom, to: _noTo, ...tailFilters } = exportFilters;

export const tailParameters = z.strictObject({
  ...tailFilters,
  lastEventId: z
    .string()
    .max(20_000)
    .describe('where to go on, for clients that can not send the header Last-Event-ID')
    .optional(),
});

export const exportParameters = z.strictObject({
  format: z
    .enum(['ndjson', 'csv'], 'must be ndjson or csv')
    .describe('ndjson: a record per line; csv: a table for spreadsheets, with formulas made harmless')
    .meta({ example: 'ndjson' })
    .default('ndjson'),
  limit: wholeNumber(1, 10_000_000, 'how many at most; everything unless given', '1000').optional(),
  ...exportFilters,
});

export const facetParameters = z.strictObject({
  ...rangeParameters,
  ...services,
  level: levelList(LEVELS, 'ERROR,CRITICAL'),
  limit: wholeNumber(1, 100, 'values per facet, 1 to 100; 10 unless given', '10')
    .optional()
    .transform((value) => value ?? 10),
});

const around = (about: string) =>
  wholeNumber(0, 500, `${about}, 0 to 500; 50 unless given`, '50')
    .optional()
    .transform((value) => value ?? 50);

export const contextParameters = z.strictObject({
  before: around('how many records before it'),
  after: around('how many records after it'),
  by: z
    .enum(['instance', 'request'], 'must be instance or request')
    .describe('instance: what the same process wrote; request: the same requestId within an hour, in all services')
    .meta({ example: 'instance' })
    .default('instance'),
});

export const ledgerParameters = z.strictObject({ limit: limit(100), ...services, cursor });

export const deadLetterParameters = z.strictObject({
  limit: limit(100),
  topic: textList('only messages of these topics, separated by commas', 'application-logs'),
  reason: choiceList(DEAD_LETTER_REASONS, 'only messages kept aside for these reasons', 'not_json'),
  cursor,
});

export const noParameters = z.strictObject({});
