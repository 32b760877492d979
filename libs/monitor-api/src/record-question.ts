import { LEVELS } from '@log-monitor/log-record';
import { z } from 'zod';
import {
  attributes,
  cursor,
  levelList,
  limit,
  oneText,
  rangeParameters,
  search,
  services,
  textList,
  wholeNumber,
} from './parameter.js';

const errorFilters = {
  level: levelList(['ERROR', 'CRITICAL'], 'CRITICAL'),
  ...rangeParameters,
  search,
  requestId: oneText('only records of this request', 'req-77'),
  userId: oneText('only records of this user', 'u-9'),
  traceId: oneText('only records of this trace', '4bf92f3577b34da6a3ce929d0e0e4736'),
  cursor,
};

const ofProblem = {
  group: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits in lower case')
    .describe('only errors of this problem')
    .meta({ example: '5f0c2b7de1a94433' })
    .optional(),
};

export const errorListParameters = z.strictObject({ limit: limit(100), ...services, ...ofProblem, ...errorFilters });

export const serviceErrorListParameters = z.strictObject({ limit: limit(100), ...ofProblem, ...errorFilters });

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
    .describe('where to go on, for clients that cannot send the header Last-Event-ID')
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

export type ErrorListParameters = z.infer<typeof errorListParameters>;
export type SearchParameters = z.infer<typeof searchParameters>;
export type TailParameters = z.infer<typeof tailParameters>;
export type ExportParameters = z.infer<typeof exportParameters>;
export type ContextParameters = z.infer<typeof contextParameters>;
