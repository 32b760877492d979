import { z } from 'zod';
import { ALERT_GROUPS, ALERT_KINDS } from './alert-rule.js';
import { ALERT_SCOPE_MEMBERS } from './alert-scope.js';

/** What rules can watch, and what of a rule each kind takes: the dashboard builds its form of it. */

/** Members of a rule that only some kinds take. */
export const ALERT_PARAMETERS = ['windowSeconds', 'minimumVolume', 'checkIn', 'percentile'] as const;

const alertKind = z.strictObject({
  name: z.enum(ALERT_KINDS).meta({ example: 'log_count' }),
  title: z.string().describe('its name for people').meta({ example: 'Number of records' }),
  about: z
    .enum(['records', 'problems', 'requests', 'monitor'])
    .describe('what it looks at')
    .meta({ example: 'records' }),
  unit: z.string().describe('what threshold counts').meta({ example: 'records in the window' }),
  format: z
    .enum(['number', 'share', 'seconds', 'milliseconds', 'bytes'])
    .describe('how its value is written for people; a share is 0 to 1')
    .meta({ example: 'number' }),
  clock: z
    .enum(['event', 'wall'])
    .describe('event: by the time of the records, once all of them are stored; wall: by the time of the monitor')
    .meta({ example: 'event' }),
  scope: z
    .array(z.enum(ALERT_SCOPE_MEMBERS))
    .describe('members of scope that it takes')
    .meta({ example: ['services', 'exceptServices', 'levels'] }),
  groupBy: z
    .array(z.enum(ALERT_GROUPS))
    .describe('what it can be told apart by')
    .meta({ example: ['service'] }),
  isGrouped: z.boolean().describe('a rule must name one of groupBy').meta({ example: false }),
  parameters: z
    .array(z.enum(ALERT_PARAMETERS))
    .describe('members of the rule that only some kinds take')
    .meta({ example: [] }),
  threshold: z
    .strictObject({ min: z.number(), max: z.number() })
    .describe('the least and the most that threshold can be')
    .meta({ example: { min: 0, max: 1_000_000_000_000_000 } }),
  usual: z.number().describe('a threshold to begin with').meta({ example: 100 }),
});

export const alertKindsAnswer = z.strictObject({ kinds: z.array(alertKind) });

export type AlertParameter = (typeof ALERT_PARAMETERS)[number];
export type AlertKindItem = z.infer<typeof alertKind>;
export type AlertKindsAnswer = z.infer<typeof alertKindsAnswer>;
