import { z } from 'zod';
import { ALERT_SEVERITIES, alertRule, alertRuleInput } from './alert-rule.js';
import { completeness } from './completeness.js';
import { count, nextCursor, range, time } from './field.js';
import { cursor, limit, oneText, rangeParameters } from './parameter.js';

/** What was decided about rules, why, and what would have been. */

export const ALERT_VERDICTS = ['ok', 'pending', 'firing', 'recovering', 'undecided', 'not_enough'] as const;
export const ALERT_SUPPRESSIONS = ['cooldown', 'dependency', 'mute', 'maintenance', 'snooze', 'acknowledged'] as const;

const verdict = z
  .enum(ALERT_VERDICTS)
  .describe(
    'pending: above, not for enough windows yet; recovering: below, not for enough windows yet; undecided: it could not be known; not_enough: fewer records than minimumVolume',
  )
  .meta({ example: 'ok' });
const key = z.string().describe('such as the service; empty for a rule without groups').meta({ example: 'booking' });
const value = z.number().nullable().describe("in the kind's unit; null: it could not be known").meta({ example: 3 });
const minute = time.describe('end of the window').meta({ example: '2026-11-28T03:12:00.000Z' });
export const alertTransition = z
  .enum(['fired', 'resolved', 'reminder', 'escalated', 'acknowledged', 'test'])
  .meta({ example: 'fired' });
const ruleId = z.string().meta({ example: 'default-any-critical' });

const listedRule = alertRule.extend({
  late: count.describe(
    'records or requests that came after the minute they belong to was decided, of the last 30 days (requests: 8): the rule has not counted them',
  ),
  firing: count.describe('keys that fire now'),
  pending: count.describe('keys that are above, and not for enough windows yet'),
});

const ruleSetAside = z.strictObject({
  id: ruleId,
  name: z.string().meta({ example: 'Errors of booking' }),
  source: alertRule.shape.source,
  version: alertRule.shape.version,
  updatedAt: time,
  problem: z.string().describe('why, in one sentence').meta({ example: 'scope.levels.0 must be one of …' }),
});

export const alertRulesAnswer = z.strictObject({
  rules: z.array(listedRule),
  setAside: z
    .array(ruleSetAside)
    .describe(
      'stored rules that this version cannot read: they are not evaluated, everything else is. One is mended by PUT or goes by DELETE',
    ),
  ...completeness,
});

export const alertRuleAnswer = listedRule.extend({ ...completeness });

const alertStateItem = z.strictObject({
  ruleId,
  ruleName: z.string().meta({ example: 'CRITICAL record' }),
  key,
  state: z.enum(['pending', 'firing', 'recovering']).meta({ example: 'firing' }),
  since: time.nullable().describe('since when it fires; null while it is pending'),
  windows: count.describe('windows in a row that count towards the next state').meta({ example: 1 }),
  forWindows: z.int().min(1).describe('how many it takes').meta({ example: 2 }),
  told: z.boolean().describe('people were told that it fires').meta({ example: true }),
});

export const alertStatesAnswer = z.strictObject({
  states: z.array(alertStateItem).describe('what is not simply well'),
  evaluatedThrough: time.nullable().describe('end of the last window that was decided; null: none ever'),
  undecidedSince: time
    .nullable()
    .describe('since then nothing can be decided, because ingest is behind or nobody evaluates; null: all is decided')
    .meta({ example: null }),
  evaluator: z
    .string()
    .nullable()
    .describe('host and process of the monitor that evaluates')
    .meta({ example: 'monitor-1/17' }),
  ...completeness,
});

const decision = z.strictObject({
  key,
  verdict,
  suppressedBy: z
    .enum(ALERT_SUPPRESSIONS)
    .nullable()
    .describe('why nobody was told although it fires')
    .meta({ example: null }),
  value,
  volume: z.number().describe('records that the value is made of').meta({ example: 812 }),
  because: z.string().meta({ example: 'Not firing: 3 ERROR records of booking in 5 min; it fires at 100.' }),
});

const alertEventItem = z.strictObject({
  id: z.uuid().meta({ example: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f' }),
  ruleId,
  ruleName: z.string().meta({ example: 'CRITICAL record' }),
  key,
  transition: alertTransition,
  severity: z.enum(ALERT_SEVERITIES).meta({ example: 'critical' }),
  at: time.describe('when it was decided'),
  window: z.strictObject({ from: time, to: time }).nullable(),
  value,
  sentence: z.string().meta({ example: '1 CRITICAL record of booking in 5 min' }),
});

export const alertDecisionAnswer = z.strictObject({
  ruleId,
  minute,
  state: z
    .enum(['decided', 'undecided', 'not_evaluated'])
    .describe('undecided: its records are not all stored yet; not_evaluated: no decision about it exists')
    .meta({ example: 'decided' }),
  because: z.string().meta({ example: 'Decided 61 s after the window ended.' }),
  dueAt: time.nullable().describe('when it could have been decided at the earliest'),
  decidedAt: time.nullable(),
  rule: alertRule.nullable().describe('as it was then'),
  decisions: z.array(decision),
  late: count
    .nullable()
    .describe(
      'records or requests of the window that came after it was decided, and that the decision does not know; null: it cannot be told any more',
    ),
  events: z.array(alertEventItem).describe('what people were told of it in this minute'),
  ...completeness,
});

export const alertDecisionParameters = z.strictObject({
  ruleId: z.string().min(1).max(200).describe('id of the rule').meta({ example: 'default-any-critical' }),
  at: rangeParameters.from.describe('the moment in question; now unless given'),
  key: oneText('only about this key, such as a service', 'booking'),
});

export const alertEventsAnswer = z.strictObject({
  events: z.array(alertEventItem),
  count,
  nextCursor,
  ...completeness,
});

export const alertEventParameters = z.strictObject({
  limit: limit(100),
  ...rangeParameters,
  ruleId: oneText('only of this rule', 'default-any-critical'),
  key: oneText('only about this key, such as a service', 'booking'),
  about: z
    .enum(['records', 'problems', 'requests', 'monitor'], 'must be records, problems, requests or monitor')
    .describe('only of rules that look at these')
    .meta({ example: 'records' })
    .exactOptional(),
  service: oneText('only what concerns this service: about it, or of a rule that watches it among others', 'booking'),
  host: oneText('the same for a host of web servers', 'shop.example.com'),
  route: oneText('the same for a route', 'GET /orders/:id'),
  cursor,
});

/** A rule that need not exist yet. */
export const alertPreviewInput = z.strictObject({ rule: alertRuleInput }).meta({
  example: { rule: { name: 'Errors of booking', kind: 'log_count', scope: { services: ['booking'] }, threshold: 20 } },
});

export const alertPreviewParameters = z.strictObject({ ...rangeParameters });

export const alertPreviewAnswer = z.strictObject({
  range,
  evaluations: count.describe('windows that were evaluated, one each minute').meta({ example: 1440 }),
  fired: count.describe('how often people would have been told that it fires').meta({ example: 2 }),
  firingMinutes: count.describe('minutes in which any key fired').meta({ example: 17 }),
  transitions: z.array(
    z.strictObject({
      at: minute,
      key,
      transition: alertTransition,
      value,
      sentence: z.string().meta({ example: '120 records of booking in 5 min' }),
    }),
  ),
  series: z
    .array(
      z.strictObject({
        key,
        name: z.string().describe('what people call the key, where it says nothing to them').exactOptional(),
        points: z.array(z.strictObject({ at: minute, value, verdict })),
      }),
    )
    .describe('the keys with the highest values; the highest of several minutes where there are many'),
  ...completeness,
});

export const checkInAnswer = z.strictObject({
  name: z.string().meta({ example: 'nightly-backup' }),
  at: time,
});

export type AlertRulesAnswer = z.infer<typeof alertRulesAnswer>;
export type AlertRuleSetAside = z.infer<typeof ruleSetAside>;
export type AlertRuleAnswer = z.infer<typeof alertRuleAnswer>;
export type AlertStatesAnswer = z.infer<typeof alertStatesAnswer>;
export type AlertDecisionAnswer = z.infer<typeof alertDecisionAnswer>;
export type AlertDecisionParameters = z.infer<typeof alertDecisionParameters>;
export type AlertEventsAnswer = z.infer<typeof alertEventsAnswer>;
export type AlertEventItem = z.infer<typeof alertEventItem>;
export type AlertEventParameters = z.infer<typeof alertEventParameters>;
export type AlertPreviewInput = z.infer<typeof alertPreviewInput>;
export type AlertPreviewParameters = z.infer<typeof alertPreviewParameters>;
export type AlertPreviewAnswer = z.infer<typeof alertPreviewAnswer>;
export type AlertVerdict = (typeof ALERT_VERDICTS)[number];
export type AlertSuppression = (typeof ALERT_SUPPRESSIONS)[number];
