import { z } from 'zod';
import { count, time } from './field.js';
import { groupId } from './group.js';
import { groupRuleInput } from './group-rule.js';

/** What rules would make of the errors that are stored. */

export const groupPreviewInput = z
  .strictObject({
    rules: z
      .array(groupRuleInput)
      .max(200)
      .describe('all of them, in their order; left out: those that there are')
      .exactOptional(),
  })
  .meta({
    example: {
      rules: [{ name: 'Payment gateways', match: { message: '/gateway (\\w+)/' }, fingerprint: 'gateway {1}' }],
    },
  });

const title = z.string().meta({ example: 'UpstreamError: gateway stripe answered 502' });

const sample = z.strictObject({
  id: z.uuid().describe('of the record').meta({ example: '019ab1f0-7a4e-7c11-8d0b-3a9f3f1b7c11' }),
  time,
  service: z.string().meta({ example: 'booking' }),
  message: z.string().describe('its first 500 characters').meta({ example: 'gateway stripe answered 502' }),
});

const known = z.strictObject({ id: groupId, title, count });

const joined = z.strictObject({
  title,
  rule: z.string().nullable().describe('name of the rule; null: none').meta({ example: 'Payment gateways' }),
  count: count.describe('errors').meta({ example: 412 }),
  problems: count.describe('how many problems are one').meta({ example: 7 }),
  from: z.array(known).describe('those with the most errors, 10 at most'),
  samples: z.array(sample).describe('3 at most'),
});

const part = z.strictObject({
  title,
  rule: z.string().nullable().describe('name of the rule; null: none').meta({ example: 'Payment gateways' }),
  count,
  samples: z.array(sample).describe('2 at most'),
});

const split = z.strictObject({
  ...known.shape,
  parts: count.describe('how many problems it becomes').meta({ example: 3 }),
  into: z.array(part).describe('those with the most errors, 10 at most'),
});

export const groupPreviewAnswer = z.strictObject({
  errors: count.describe('that were looked at').meta({ example: 1_000_000 }),
  isComplete: z
    .boolean()
    .describe('false: there are more errors, or more problems, than could be looked at in time')
    .meta({ example: true }),
  tookMs: count.meta({ example: 6100 }),
  before: count.describe('problems that these errors are').meta({ example: 412 }),
  after: count.describe('problems that they would be').meta({ example: 61 }),
  moved: count.describe('errors that would belong to another problem').meta({ example: 31_000 }),
  byRule: z
    .array(z.strictObject({ name: z.string().meta({ example: 'Payment gateways' }), errors: count, problems: count }))
    .describe('what each rule decides, in their order'),
  joinedCount: count.describe('problems that would be made of several').meta({ example: 9 }),
  joined: z.array(joined).describe('those with the most errors, 50 at most'),
  splitCount: count.describe('problems that would become several').meta({ example: 3 }),
  split: z.array(split).describe('those with the most errors, 50 at most'),
});

export type GroupPreviewInput = z.infer<typeof groupPreviewInput>;
export type GroupPreviewAnswer = z.infer<typeof groupPreviewAnswer>;
export type GroupPreviewSample = z.infer<typeof sample>;
