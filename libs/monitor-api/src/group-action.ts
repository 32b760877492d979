import { z } from 'zod';
import { count } from './field.js';
import { groupId, GROUP_STATES, mutedUntil } from './group.js';

/** What people do about problems. */

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !value.includes('\0'), 'must not hold the character NUL');

const ids = z.array(groupId).min(1).max(1000);

const wish = z.strictObject({
  state: z.enum(GROUP_STATES).describe('open takes back what was decided').exactOptional(),
  resolvedInVersion: text(200).describe('with resolved: earlier versions may still have it').exactOptional(),
  mutedUntil: mutedUntil.exactOptional(),
  assignee: text(200).nullable().describe('null: nobody').exactOptional(),
  note: text(4000).describe('added to the notes').exactOptional(),
});

const belongs = ({ state, resolvedInVersion, mutedUntil: until }: z.infer<typeof wish>): boolean =>
  (resolvedInVersion === undefined || state === 'resolved') && (until === undefined || state === 'muted');
const BELONGS = 'resolvedInVersion needs the state resolved, mutedUntil the state muted';

export const groupChange = wish
  .refine((value) => Object.keys(value).length > 0, 'must change something')
  .refine(belongs, BELONGS)
  .meta({ example: { state: 'resolved', resolvedInVersion: '1.4.3', note: 'the pool was too small' } });

export const groupBulkInput = z
  .strictObject({ ids, change: groupChange })
  .meta({ example: { ids: ['5f0c2b7de1a94433'], change: { state: 'ignored' } } });

export const groupBulkAnswer = z.strictObject({
  changed: count.meta({ example: 1 }),
  absent: z.array(groupId).describe('problems that are not there any more').meta({ example: [] }),
});

export const groupMergeInput = z
  .strictObject({ ids })
  .describe('problems that it takes in')
  .meta({ example: { ids: ['6a0c2b7de1a94433'] } });

export const groupSplitInput = z
  .strictObject({ fingerprints: ids })
  .describe('fingerprints that leave it')
  .meta({ example: { fingerprints: ['7b0c2b7de1a94433'] } });

export const groupUndoAnswer = z.strictObject({
  undone: z.string().describe('the action').meta({ example: 'resolved' }),
});

export const groupSplitAnswer = z.strictObject({ id: groupId });

export type GroupChange = z.infer<typeof groupChange>;
export type GroupBulkInput = z.infer<typeof groupBulkInput>;
export type GroupMergeInput = z.infer<typeof groupMergeInput>;
export type GroupSplitInput = z.infer<typeof groupSplitInput>;
