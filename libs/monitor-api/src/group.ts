import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, nextCursor, range, time } from './field.js';
import { storedRecord } from './record.js';

/** Problems: errors that are the same one, counted together, with what people decided about them. */

export const GROUP_STATES = ['open', 'resolved', 'ignored', 'muted'] as const;

export const groupId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe('16 hexadecimal digits')
  .meta({ example: '5f0c2b7de1a94433' });

export const mutedUntil = z
  .strictObject({
    time: time.exactOptional(),
    count: z.int().min(1).max(1e12).describe('so many errors since it was muted').exactOptional(),
    perMinute: z.int().min(1).max(1e9).describe('so many errors within one minute').exactOptional(),
  })
  .describe('the first of these that comes true ends it; none: until somebody does')
  .meta({ example: { count: 100 } });

const trend = z
  .strictObject({ from: time, bucketMs: z.int().min(1).meta({ example: 3_600_000 }), counts: z.array(count) })
  .describe('errors in each part of the range, oldest first')
  .meta({ example: { from: '2026-11-20T07:00:00.000Z', bucketMs: 3_600_000, counts: [0, 3, 1] } });

export const group = z.strictObject({
  id: groupId,
  title: z.string().meta({ example: 'ConnectionError: connect ECONNREFUSED 10.0.0.5:5432' }),
  culprit: z.string().nullable().describe('where it happens').meta({ example: 'connect (src/database/pool.ts)' }),
  state: z.enum(GROUP_STATES).meta({ example: 'open' }),
  stateAt: time.nullable().describe('when the state was set'),
  regressedAt: time.nullable().describe('it had been resolved, and happened again then').meta({ example: null }),
  resolvedInVersion: z.string().nullable().meta({ example: null }),
  mutedUntil: mutedUntil.nullable().meta({ example: null }),
  assignee: z.string().nullable().meta({ example: 'ada' }),
  services: z
    .array(z.string())
    .describe('those with the most errors first, 20 at most')
    .meta({ example: ['booking'] }),
  versions: z
    .array(z.string())
    .describe('the last seen first, 20 at most')
    .meta({ example: ['1.4.2'] }),
  firstSeen: time,
  lastSeen: time,
  count: count.describe('errors in the range').meta({ example: 4 }),
  total: count.describe('errors ever counted').meta({ example: 412 }),
  users: count.describe('different users who were affected; exact up to 1,024').meta({ example: 17 }),
  notes: count.meta({ example: 1 }),
  revision: z.int().min(0).describe('one more with each action').meta({ example: 3 }),
  trend,
});

export const groupListAnswer = z.strictObject({
  groups: z.array(
    group.extend({ before: count.describe('errors in the range before, which is as long').meta({ example: 12 }) }),
  ),
  count: count.describe('problems on this page').meta({ example: 1 }),
  total: count.describe('problems that the filters let through').meta({ example: 1 }),
  nextCursor,
  range,
  ...completeness,
});

const groupFingerprint = z.strictObject({
  id: groupId,
  title: z.string().meta({ example: 'ConnectionError: connect ECONNREFUSED 10.0.0.5:5432' }),
  culprit: z.string().nullable().meta({ example: 'connect (src/database/pool.ts)' }),
  count: count.meta({ example: 412 }),
  by: z.string().describe('what decided: stack, message, …').meta({ example: 'stack' }),
  parts: z.array(z.string()).meta({ example: ['ConnectionError', 'connect (src/database/pool.ts)'] }),
});

const groupEvent = z.strictObject({
  id: z.string().meta({ example: '17' }),
  at: time,
  actor: z.string().meta({ example: 'ada' }),
  action: z.string().meta({ example: 'resolve' }),
  detail: z.record(z.string(), z.unknown()).meta({ example: {} }),
  undone: z.boolean().meta({ example: false }),
});

const groupShare = z.strictObject({
  name: z.string().meta({ example: 'booking' }),
  count: count.meta({ example: 412 }),
  firstSeen: time,
  lastSeen: time,
});

export const groupAnswer = group.extend({
  byService: z.array(groupShare).describe('100 at most'),
  byVersion: z.array(groupShare).describe("100 at most; '' for records without a version"),
  groupedBy: z
    .string()
    .describe('why these errors are one problem, in a sentence')
    .meta({ example: 'Grouped by type + 3 frames + cause.' }),
  fingerprints: z.array(groupFingerprint).describe('what belongs to it: more than one where problems were merged'),
  samples: z
    .strictObject({
      first: storedRecord.nullable(),
      last: storedRecord.nullable(),
      rare: storedRecord.nullable().describe('of the service and version that has it least often'),
    })
    .describe('null where the record is past its retention'),
  events: z.array(groupEvent).describe('what was done about it, newest first, 100 at most'),
  ...completeness,
});

export type GroupState = (typeof GROUP_STATES)[number];
export type MutedUntil = z.infer<typeof mutedUntil>;
export type Group = z.infer<typeof group>;
export type GroupListAnswer = z.infer<typeof groupListAnswer>;
export type GroupAnswer = z.infer<typeof groupAnswer>;
