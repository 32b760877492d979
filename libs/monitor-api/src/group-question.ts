import { z } from 'zod';
import { GROUP_STATES } from './group.js';
import {
  choiceList,
  cursor,
  limit,
  oneText,
  rangeParameters,
  search,
  services,
  textList,
  wholeNumber,
} from './parameter.js';

export const GROUP_SORTS = [
  ...['lastSeen', 'firstSeen', 'count', 'total', 'users', 'growth'],
  ...['title', 'culprit', 'service', 'version', 'state', 'assignee'],
] as const;

const flag = (about: string) =>
  z.enum(['true', 'false'], 'must be true or false').describe(about).meta({ example: 'true' }).optional();

const groupFilters = {
  ...services,
  state: choiceList(GROUP_STATES, 'only problems in these states', 'open'),
  search: search.describe('case-insensitive substring of title, culprit or a note; % and _ mean themselves'),
  assignee: oneText('only problems of this person; - for those of nobody', 'ada'),
  version: textList('only problems seen in these versions', '1.4.2'),
  users: wholeNumber(0, 1e9, 'at least so many users affected', '10').optional(),
  minimum: wholeNumber(0, 1e9, 'at least so many errors in the range', '10').optional(),
  firstSeen: z
    .enum(['inRange', 'before'], 'must be inRange or before')
    .describe('only problems that are new in the range, or only those that are not')
    .meta({ example: 'inRange' })
    .optional(),
  regressed: flag('had been resolved, and happened again; false: only others'),
  notes: flag('only problems with notes; false: only those without'),
  ...rangeParameters,
};

export const groupListParameters = z.strictObject({
  ...groupFilters,
  sort: z
    .enum(GROUP_SORTS, `must be ${GROUP_SORTS.join(', ')}`)
    .describe('growth: errors in the range compared with the range before')
    .meta({ example: 'lastSeen' })
    .default('lastSeen'),
  order: z.enum(['asc', 'desc'], 'must be asc or desc').meta({ example: 'desc' }).default('desc'),
  limit: limit(50),
  cursor,
});

export const groupParameters = z.strictObject({ ...rangeParameters });

export type GroupListParameters = z.infer<typeof groupListParameters>;
export type GroupParameters = z.infer<typeof groupParameters>;
export type GroupSort = (typeof GROUP_SORTS)[number];
