import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, range } from './field.js';
import { group } from './group.js';
import { oneText, rangeParameters, services, timeParameter, wholeNumber } from './parameter.js';

/** Problems of two windows beside each other: those that are new, grown, vanished. */

const withCounts = z.array(
  group.extend({ before: count.describe('errors in the window before').meta({ example: 12 }) }),
);

export const groupComparisonParameters = z.strictObject({
  ...services,
  ...rangeParameters,
  beforeFrom: timeParameter(
    'start of the window before; left out: a window of the same length ends where this one begins',
    'now-2h',
  ),
  beforeTo: timeParameter('end of the window before', 'now-1h'),
  version: oneText(
    'around a deployment: the window begins where this version was first seen, that before ends there',
    '1.4.3',
  ),
  limit: wholeNumber(1, 100, 'problems of each list', '20').optional(),
});

export const groupComparisonAnswer = z.strictObject({
  range,
  before: range,
  deployedAt: z.string().nullable().describe('where the version was first seen').meta({ example: null }),
  newCount: count,
  new: withCounts.describe('without an error before this window, ever; those with the most errors first'),
  grownCount: count,
  grown: withCounts.describe('at least twice as many, beyond chance; those that grew the most first'),
  vanishedCount: count,
  vanished: withCounts.describe('none in this window; those with the most errors before first'),
  ...completeness,
});

export type GroupComparisonParameters = z.infer<typeof groupComparisonParameters>;
export type GroupComparisonAnswer = z.infer<typeof groupComparisonAnswer>;
