import { z } from 'zod';
import { count, time } from './field.js';
import { groupApplication } from './group-application.js';

/** Rules by which people group errors themselves, and the order in which they are tried. */

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !value.includes('\0'), 'must not hold the character NUL');

const pattern = (about: string) => text(500).describe(about).exactOptional();

const match = z
  .strictObject({
    type: pattern('of the error: TypeError'),
    message: pattern('of the log call or of the error: one of them has to match'),
    code: pattern('of the error: ECONNREFUSED'),
    culprit: pattern('function and file where it happened: `connect (pool)`'),
    service: pattern('name of the service'),
    logger: pattern('name of the logger'),
  })
  .refine((value) => Object.keys(value).length > 0, 'must have something to match')
  .describe(
    'All members have to match. Each is a glob for the whole value (* is any text) or an expression of RE2 between slashes, found anywhere: `/timeout of (\\d+)/i`.',
  )
  .meta({ example: { type: 'UpstreamError', message: '/gateway (\\w+) answered/' } });

export const groupRuleInput = z
  .strictObject({
    name: text(200).meta({ example: 'Payment gateways' }),
    match,
    fingerprint: text(500)
      .describe(
        'Errors with the same text are one problem. It may hold {type}, {code}, {culprit}, {service}, {logger}, {template} (the message without its variable parts), {default} (how it would be grouped without rules) and {1} … {9} (groups of the first expression that has some).',
      )
      .meta({ example: 'gateway {1}' }),
    enabled: z.boolean().default(true).meta({ example: true }),
  })
  .describe('the first rule that matches decides');

const groupRule = groupRuleInput.extend({
  id: z.uuid().meta({ example: '0b9f6a52-6f3e-4c39-8d0b-3a9f3f1b7c11' }),
  enabled: z.boolean().meta({ example: true }),
  updatedAt: time,
  updatedBy: z.string().meta({ example: 'ada' }),
});

export const groupRulesAnswer = z.strictObject({
  rules: z.array(groupRule).describe('in the order in which they are tried'),
  revision: count.describe('one more with each change').meta({ example: 4 }),
  application: groupApplication.nullable().describe('the last time that they were applied to what is stored'),
  isApplied: z
    .boolean()
    .describe('errors that were stored before the last change are grouped by these rules, too')
    .meta({ example: true }),
});

export const groupRuleOrder = z
  .strictObject({ ids: z.array(z.uuid()).max(200) })
  .describe('all rules, in the order in which they are to be tried')
  .meta({ example: { ids: ['0b9f6a52-6f3e-4c39-8d0b-3a9f3f1b7c11'] } });

const groupRuleChange = z.strictObject({
  revision: count.meta({ example: 4 }),
  at: time,
  actor: z.string().meta({ example: 'ada' }),
  action: z.enum(['create', 'change', 'delete', 'order', 'undo']).meta({ example: 'create' }),
  rule: z.string().nullable().describe('its name').meta({ example: 'Payment gateways' }),
});

export const groupRuleHistoryAnswer = z.strictObject({
  changes: z.array(groupRuleChange).describe('newest first, 100 at most'),
});

export type GroupRuleInput = z.infer<typeof groupRuleInput>;
export type GroupRule = z.infer<typeof groupRule>;
export type GroupRuleOrder = z.infer<typeof groupRuleOrder>;
export type GroupRuleChange = z.infer<typeof groupRuleChange>;
export type GroupRulesAnswer = z.infer<typeof groupRulesAnswer>;
