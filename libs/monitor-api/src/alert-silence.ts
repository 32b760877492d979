import { z } from 'zod';
import { quietHours } from './alert-setting.js';
import { time } from './field.js';

/** What keeps alerts back for a while, and what people do about one that fires. */

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !value.includes('\0'), 'must not hold the character NUL');

export const silenceMatcher = z
  .strictObject({
    ruleId: text(200).exactOptional(),
    key: text(500).exactOptional(),
    severity: z.enum(['info', 'warning', 'critical']).exactOptional(),
    owner: text(200).exactOptional(),
    labels: z.record(text(100), text(500)).exactOptional(),
  })
  .describe('which alerts: all that is named must be so; nothing named: every alert')
  .meta({ example: { ruleId: 'default-errors-of-a-service', key: 'booking' } });

export const silenceInput = z
  .strictObject({
    kind: z.enum(['mute', 'maintenance']).meta({ example: 'maintenance' }),
    matcher: silenceMatcher,
    startsAt: time.meta({ example: '2026-11-28T02:00:00.000Z' }),
    endsAt: time.meta({ example: '2026-11-28T04:00:00.000Z' }),
    comment: text(1000).default('').meta({ example: 'new database' }),
  })
  .refine(({ startsAt, endsAt }) => startsAt < endsAt, 'endsAt must be after startsAt')
  .meta({
    example: {
      ...{ kind: 'maintenance', matcher: { key: 'booking' }, comment: 'new database' },
      ...{ startsAt: '2026-11-28T02:00:00.000Z', endsAt: '2026-11-28T04:00:00.000Z' },
    },
  });

export const silence = z.strictObject({
  id: z.uuid().meta({ example: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f' }),
  kind: z.enum(['mute', 'maintenance']).meta({ example: 'maintenance' }),
  matcher: silenceMatcher,
  startsAt: time,
  endsAt: time,
  comment: z.string().meta({ example: 'new database' }),
  createdBy: z.string().meta({ example: 'everybody' }),
});

export const silencesAnswer = z.strictObject({
  silences: z.array(silence),
  quietHours: z.array(quietHours).describe('of the settings: those that are on now'),
});

export const acknowledgeInput = z
  .strictObject({ comment: text(1000).default('') })
  .meta({ example: { comment: 'on it' } });
export const snoozeInput = z.strictObject({ minutes: z.int().min(1).max(43_200) }).meta({ example: { minutes: 60 } });

export type SilenceMatcher = z.infer<typeof silenceMatcher>;
export type SilenceInput = z.infer<typeof silenceInput>;
export type Silence = z.infer<typeof silence>;
export type SilencesAnswer = z.infer<typeof silencesAnswer>;
