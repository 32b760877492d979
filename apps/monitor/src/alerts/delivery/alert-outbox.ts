import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { ChannelList } from '../channel/channel-list.js';
import type { AlertEvent } from '../event/alert-event.js';
import type { Report } from '@log-monitor/monitor-api';

/** Tells every monitor that something waits for delivery. */
export const ALERT_CHANNEL = 'log_monitor_alert';

export interface Addressed {
  readonly event: AlertEvent;
  /** Names of channels; those that are not configured are left out. */
  readonly channels: readonly string[] | 'all';
}

const OPEN_INCIDENT = `
  INSERT INTO alert_incident (id, rule_id, key, event, fired_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (rule_id, key) WHERE resolved_at IS NULL DO NOTHING`;
const END_INCIDENT = `UPDATE alert_incident SET resolved_at = $3 WHERE rule_id = $1 AND key = $2 AND resolved_at IS NULL`;
const INSERT = `
  INSERT INTO alert_notification (event_id, channel, event) SELECT $1, name, $3 FROM unnest($2::text[]) AS name
  ON CONFLICT (event_id, channel) DO NOTHING`;
const INSERT_REPORT = `INSERT INTO alert_message (channel, kind, content) SELECT name, 'report', $2 FROM unnest($1::text[]) AS name`;
const NOTIFY = `SELECT pg_notify('${ALERT_CHANNEL}', '')`;

/** Where events go in, in the transaction that decides on them: they are delivered if and only if it is committed, and at once. */
@Injectable()
export class AlertOutbox {
  constructor(private readonly configured: ChannelList) {}

  /**
   * An event that is put in again, by its id, changes nothing.
   *
   * @param client inside of the transaction that decided
   */
  async put(client: Pick<pg.ClientBase, 'query'>, addressed: readonly Addressed[]): Promise<void> {
    for (const { event, channels } of addressed) {
      await keepIncident(client, event);
      const names = this.configured.alertNames.filter((name) => channels === 'all' || channels.includes(name));
      await client.query(INSERT, [event.id, names, JSON.stringify(event)]);
    }
    if (addressed.length > 0) await client.query(NOTIFY);
  }

  /** A report, for all channels. */
  async putReport(client: Pick<pg.ClientBase, 'query'>, report: Report): Promise<void> {
    await client.query(INSERT_REPORT, [this.configured.names, JSON.stringify({ kind: 'report', report })]);
    await client.query(NOTIFY);
  }
}

async function keepIncident(client: Pick<pg.ClientBase, 'query'>, event: AlertEvent): Promise<void> {
  const { id, ruleId, key, transition, at } = event;
  if (transition === 'fired') await client.query(OPEN_INCIDENT, [id, ruleId, key, JSON.stringify(event), at]);
  if (transition === 'resolved') await client.query(END_INCIDENT, [ruleId, key, at]);
}
