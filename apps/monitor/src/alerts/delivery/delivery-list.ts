import { Injectable } from '@nestjs/common';
import type { AlertChannel, Notification, NotificationsAnswer } from '@log-monitor/monitor-api';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import type { AlertEvent } from '../event/alert-event.js';
import { ATTEMPTS_OF, type AttemptRow, attemptsOf } from './attempt-rows.js';

const CHANNELS = `
  SELECT asked.name, coalesce(failures, 0) AS failures, failing_since, nullif(next_attempt_at, '-infinity') AS next_attempt_at, last_error, last_error_at, last_delivered_at,
    (SELECT count(*)::integer FROM alert_notification n WHERE n.channel = asked.name AND n.state = 'waiting')
      + (SELECT count(*)::integer FROM alert_message m WHERE m.channel = asked.name AND m.state = 'waiting' AND m.kind = 'report') AS waiting
  FROM unnest($1::text[]) asked (name) LEFT JOIN alert_channel c ON c.name = asked.name`;

const NOTIFICATIONS = `
  SELECT id, event_id, channel, event, state, suppressed_by, message_id, created_at,
    ${ATTEMPTS_OF('n.message_id')} AS attempts
  FROM alert_notification n
  WHERE ($1::text[] IS NULL OR channel = ANY($1)) AND ($2::text[] IS NULL OR state = ANY($2)) AND ($3::bigint IS NULL OR id < $3)
  ORDER BY id DESC LIMIT $4`;

interface ChannelRow {
  name: string;
  failures: number;
  failing_since: Date | null;
  next_attempt_at: Date | null;
  last_error: string | null;
  last_error_at: Date | null;
  last_delivered_at: Date | null;
  waiting: number;
}

interface NotificationRow {
  id: string;
  event_id: string;
  channel: string;
  event: AlertEvent;
  state: Notification['state'];
  suppressed_by: string | null;
  message_id: string | null;
  created_at: Date;
  attempts: AttemptRow[] | null;
}

export interface NotificationQuestion {
  readonly channels: readonly string[] | undefined;
  readonly states: readonly string[] | undefined;
  /** Number of the last notification of the page before. */
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** What has become of alerts: how each channel does, and every attempt to deliver. */
@Injectable()
export class DeliveryList {
  constructor(
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
  ) {}

  /** Those that are configured, in their order. */
  async channelStates(): Promise<AlertChannel[]> {
    const rows = await this.pool.run<ChannelRow>(CHANNELS, [this.channels.names]);
    return this.channels.all.map(({ name, target }) => ({
      name,
      target,
      ...stateOf(rows.find((row) => row.name === name)),
    }));
  }

  /** Last first. */
  async notifications({ channels, states, cursor, limit }: NotificationQuestion): Promise<NotificationsAnswer> {
    const rows = await this.pool.run<NotificationRow>(NOTIFICATIONS, [channels, states, cursor, limit + 1]);
    const page = rows.slice(0, limit);
    const nextCursor = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
    return { notifications: page.map(notificationOf), count: page.length, nextCursor };
  }
}

function stateOf(row: ChannelRow | undefined): Omit<AlertChannel, 'name' | 'target'> {
  const failing = (row?.failures ?? 0) > 0;
  const unused = !row?.last_delivered_at && !row?.last_error_at;
  return {
    state: failing ? 'failing' : unused ? 'unused' : 'working',
    waiting: row?.waiting ?? 0,
    failures: row?.failures ?? 0,
    failingSince: isoOrNull(row?.failing_since),
    nextAttemptAt: failing ? isoOrNull(row?.next_attempt_at) : null,
    lastError: row?.last_error ?? null,
    lastErrorAt: isoOrNull(row?.last_error_at),
    lastDeliveredAt: isoOrNull(row?.last_delivered_at),
  };
}

function notificationOf(row: NotificationRow): Notification {
  const { ruleId, ruleName, key, transition, severity, sentence } = row.event;
  return {
    ...{ id: row.id, eventId: row.event_id, channel: row.channel, state: row.state, suppressedBy: row.suppressed_by },
    ...{ ruleId, ruleName, key, transition, severity, sentence },
    createdAt: row.created_at.toISOString(),
    messageId: row.message_id,
    attempts: attemptsOf(row.attempts),
  };
}

function isoOrNull(date: Date | null | undefined): string | null {
  return date?.toISOString() ?? null;
}
