import { z } from 'zod';

/** When and how people are disturbed: quiet hours, escalation, the cap of messages. */

const severity = z.enum(['info', 'warning', 'critical']);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');
const channelNames = z.array(z.string().min(1).max(50)).max(20);
const zone = z.string().max(100).refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const quietHours = z
  .strictObject({
    channels: channelNames.describe('channels that are quiet; empty: all'),
    days: z.array(z.enum(WEEKDAYS)).max(7).describe('days on which they begin; empty: every day'),
    from: clock,
    to: clock.describe('before `from`: the next morning'),
    timeZone: zone,
    upTo: severity.describe('alerts up to this severity wait for the end; graver ones come at once'),
  })
  .meta({
    example: { channels: ['slack'], days: [], from: '22:00', to: '07:00', timeZone: 'Europe/Berlin', upTo: 'warning' },
  });

const escalation = z
  .strictObject({
    from: severity.describe('alerts of this severity and graver ones'),
    afterMinutes: z.int().min(1).max(10_080).describe('minutes without acknowledgement'),
    channels: z.union([z.literal('all'), channelNames]),
  })
  .meta({ example: { from: 'critical', afterMinutes: 15, channels: ['email'] } });

export const alertSettings = z.strictObject({
  hourlyCap: z
    .int()
    .min(1)
    .max(1000)
    .default(30)
    .describe(
      'messages to a channel in an hour, twice as many with a critical alert; what comes above is gathered and counted',
    )
    .meta({ example: 30 }),
  quietHours: z.array(quietHours).max(20).default([]),
  escalation: z.array(escalation).max(20).default([]),
});

export type AlertSettingsValue = z.infer<typeof alertSettings>;
export type QuietHours = z.infer<typeof quietHours>;
export type Escalation = z.infer<typeof escalation>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
