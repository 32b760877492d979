import { z } from 'zod';
import { alertTransition } from './alert-decision.js';
import { count, nextCursor, time } from './field.js';
import { choiceList, limit, textList } from './parameter.js';

/** From an event to what was accepted: channels, alerts that fire, messages with every attempt. */

export const NOTIFICATION_STATES = ['waiting', 'delivered', 'failed', 'suppressed'] as const;

const channelName = z.string().meta({ example: 'email' });
const severity = z.enum(['info', 'warning', 'critical']).meta({ example: 'critical' });
const someTime = time.nullable();

const alertChannel = z.strictObject({
  name: channelName,
  target: z.string().describe('where it leads; secrets are left out').meta({ example: 'ops@example.com' }),
  state: z
    .enum(['unused', 'working', 'failing'])
    .describe('failing: its last attempt failed; it is tried again')
    .meta({ example: 'working' }),
  waiting: count.describe('events that it has not been told of yet'),
  failures: count.describe('failed attempts in a row'),
  failingSince: someTime.meta({ example: null }),
  nextAttemptAt: someTime.describe('while it fails: when it is tried again').meta({ example: null }),
  lastError: z.string().nullable().meta({ example: 'mail.example.com:587: nothing listens there' }),
  lastErrorAt: someTime,
  lastDeliveredAt: someTime,
});

export const channelsAnswer = z.strictObject({ channels: z.array(alertChannel) });

export const channelTestAnswer = z.strictObject({
  delivered: z.boolean().describe('the receiver has accepted a test message').meta({ example: true }),
  detail: z
    .string()
    .describe('what the receiver said, or what is wrong')
    .meta({ example: 'accepted by mail.example.com:587' }),
});

export const deliveryAttempt = z.strictObject({
  number: z.int().min(1).meta({ example: 1 }),
  startedAt: time,
  endedAt: someTime,
  outcome: z
    .enum(['delivered', 'retry', 'rejected'])
    .nullable()
    .describe('retry: the channel was at fault; rejected: the message was; null: under way')
    .meta({ example: 'delivered' }),
  detail: z.string().nullable().meta({ example: 'accepted by mail.example.com:587' }),
  monitor: z.string().describe('host and process that sent').meta({ example: 'monitor-1/17' }),
});

const notification = z.strictObject({
  id: z.string().meta({ example: '17' }),
  eventId: z.uuid().meta({ example: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f' }),
  channel: channelName,
  state: z.enum(NOTIFICATION_STATES).meta({ example: 'delivered' }),
  suppressedBy: z.string().nullable().meta({ example: null }),
  ruleId: z.string().meta({ example: 'default-any-critical' }),
  ruleName: z.string().meta({ example: 'Any CRITICAL' }),
  key: z.string().meta({ example: 'booking' }),
  transition: alertTransition,
  severity,
  sentence: z.string().meta({ example: '1 CRITICAL record of booking.' }),
  createdAt: time,
  messageId: z.string().nullable().describe('several notifications may go in one message').meta({ example: '9' }),
  attempts: z.array(deliveryAttempt).describe('of the message, oldest first, at most 50'),
});

export const notificationsAnswer = z.strictObject({ notifications: z.array(notification), count, nextCursor });

export const notificationParameters = z.strictObject({
  limit: limit(100),
  channel: textList('only of these channels', 'email'),
  state: choiceList(NOTIFICATION_STATES, 'only in these states', 'failed'),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'must be the nextCursor of an earlier page, unchanged')
    .describe('nextCursor of the page before')
    .meta({ example: '17' })
    .optional(),
});

const incident = z.strictObject({
  id: z.uuid().meta({ example: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f' }),
  ruleId: z.string().meta({ example: 'default-any-critical' }),
  ruleName: z.string().meta({ example: 'Any CRITICAL' }),
  key: z.string().meta({ example: 'booking' }),
  severity,
  sentence: z.string().meta({ example: '1 CRITICAL record of booking.' }),
  firedAt: time,
  resolvedAt: someTime.meta({ example: null }),
  acknowledgedAt: someTime.meta({ example: null }),
  acknowledgedBy: z.string().nullable().meta({ example: null }),
  comment: z.string().nullable().meta({ example: null }),
  snoozedUntil: someTime.meta({ example: null }),
  escalatedAt: someTime.meta({ example: null }),
});

export const incidentsAnswer = z.strictObject({ incidents: z.array(incident) });

export const incidentParameters = z.strictObject({
  limit: limit(100),
  state: z
    .enum(['open', 'all'], 'must be open or all')
    .default('open')
    .describe('open: only what fires now')
    .meta({ example: 'open' }),
});

export const mailFormat = {
  format: z
    .enum(['html', 'text'], 'must be html or text')
    .default('html')
    .describe('as the mail shows it')
    .meta({ example: 'html' }),
};

export const mailParameters = z.strictObject(mailFormat);

export const reportInterval = z
  .string()
  .regex(/^(daily|weekly|[1-9]\d{0,4}[mhdw])?$/, 'must be daily, weekly, or a span such as 10m, 6h, 2d, 2w')
  .default('daily')
  .describe('the span that the report is about, up to now')
  .meta({ example: 'daily' });

export type AlertChannel = z.infer<typeof alertChannel>;
export type ChannelsAnswer = z.infer<typeof channelsAnswer>;
export type ChannelTestAnswer = z.infer<typeof channelTestAnswer>;
export type Notification = z.infer<typeof notification>;
export type NotificationsAnswer = z.infer<typeof notificationsAnswer>;
export type NotificationParameters = z.infer<typeof notificationParameters>;
export type Incident = z.infer<typeof incident>;
export type IncidentsAnswer = z.infer<typeof incidentsAnswer>;
export type IncidentParameters = z.infer<typeof incidentParameters>;
export type MailParameters = z.infer<typeof mailParameters>;
