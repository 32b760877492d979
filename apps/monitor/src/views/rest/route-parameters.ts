import { LEVELS } from '@log-monitor/log-record';
import { z } from 'zod';
import {
  cursor,
  interval,
  levelList,
  limit,
  oneText,
  rangeParameters,
  search,
  textList,
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
    .meta({ examples: ['level'] })
    .default('level'),
  level: levelList(LEVELS, 'ERROR,CRITICAL'),
});

export const noParameters = z.strictObject({});
