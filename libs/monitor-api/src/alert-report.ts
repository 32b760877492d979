import { z } from 'zod';
import { NOTIFICATION_STATES, deliveryAttempt, reportInterval } from './alert-delivery.js';
import { time } from './field.js';

/** When reports come, and what has become of them. */

const channel = z.string().meta({ example: 'email' });
const interval = z.string().describe('daily, weekly, or a span such as 6h').meta({ example: 'daily' });

const schedule = z.strictObject({
  interval,
  timeZone: z.string().describe('in which a daily or weekly report is due').meta({ example: 'Europe/Berlin' }),
  nextDueAt: time,
  lastDueAt: time.nullable().describe('the newest one that was made; null: none yet'),
  channels: z.array(channel).describe('whom it reaches: all that are configured'),
});

const sentReport = z.strictObject({
  messageId: z.string().meta({ example: '9' }),
  channel,
  interval,
  from: time,
  to: time,
  state: z.enum(NOTIFICATION_STATES).meta({ example: 'delivered' }),
  createdAt: time,
  attempts: z.array(deliveryAttempt).describe('oldest first, at most 50'),
});

export const reportsAnswer = z.strictObject({
  schedules: z.array(schedule).describe('REPORT_INTERVAL sets it; none when that is off'),
  reports: z.array(sentReport).describe('last made first, at most 100, of the last 30 days'),
});

export const reportInput = z
  .strictObject({ interval: reportInterval })
  .describe('about the span up to now')
  .meta({ example: { interval: 'daily' } });

export const reportSentAnswer = z.strictObject({
  channels: z.array(channel).describe('to which it is on its way'),
});

export type ReportsAnswer = z.infer<typeof reportsAnswer>;
export type ReportInput = z.infer<typeof reportInput>;
