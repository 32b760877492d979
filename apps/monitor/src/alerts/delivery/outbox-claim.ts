import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { OWNER } from '../../store/connection/owner.js';
import { type Channel, type Earlier, type Outgoing, SEND_DEADLINE_MS } from '../channel/channel.js';
import type { AlertEvent, AlertTransition } from '../event/alert-event.js';
import type { MessageContent } from '../message/message-content.js';
import { AlertSettings } from '../silence/alert-settings.js';
import { isQuietAt } from '../silence/quiet-hours.js';
import { compose, type Waiting } from './delivery-plan.js';
import {
  BEGIN_ATTEMPT,
  CLAIM_CHANNEL,
  CLOSE_ATTEMPTS,
  DUE_CHANNELS,
  EARLIER,
  INSERT_MESSAGE,
  LOCK_CHANNEL,
  NEXT_MESSAGE,
  OPEN_CHANNEL,
  SENT_LAST_HOUR,
  SUPPRESS,
  TAKE_LISTED,
  WAITING,
} from './outbox-statements.js';

/** Longer than any attempt: whoever holds a channel beyond it was killed or stopped. */
const LEASE_SECONDS = SEND_DEADLINE_MS / 1000 + 5;

export interface Claimed {
  readonly messageId: string;
  readonly attempt: number;
  readonly createdAt: Date;
  readonly outgoing: Outgoing;
}

interface MessageRow {
  id: string;
  key: string;
  content: MessageContent;
  created_at: Date;
}

/** Takes the next message of a channel for this monitor, and notes the attempt before it begins. */
@Injectable()
export class OutboxClaim {
  #opened = false;

  constructor(
    private readonly pool: IngestPool,
    private readonly settings: AlertSettings,
  ) {}

  /** Of these channels those that have something to send and may; makes the channels known first. @throws SinkError */
  async due(names: readonly string[]): Promise<string[]> {
    if (!this.#opened) await this.pool.run(OPEN_CHANNEL, [names]);
    this.#opened = true;
    return (await this.pool.run<{ name: string }>(DUE_CHANNELS, [names])).map(({ name }) => name);
  }

  /**
   * @returns undefined when nothing is due, or another monitor is at it; kept: quiet hours or the cap keep all of it back
   * @throws SinkError
   */
  async claim(channel: Channel): Promise<Claimed | 'kept' | undefined> {
    return this.pool.transaction(async (client) => {
      const { rowCount } = await client.query(LOCK_CHANNEL, [channel.name]);
      if (rowCount === 0) return undefined;
      const { rows } = await client.query<MessageRow>(NEXT_MESSAGE, [channel.name]);
      const message = rows[0] ?? (await this.#compose(client, channel.name));
      if (message === undefined || message === 'kept') return message;
      await client.query(CLOSE_ATTEMPTS, [channel.name]);
      const { rows: begun } = await client.query<{ number: number }>(BEGIN_ATTEMPT, [message.id, OWNER]);
      await client.query(CLAIM_CHANNEL, [channel.name, LEASE_SECONDS, OWNER]);
      const { id, key, content, created_at: createdAt } = message;
      const earlier = channel.updates ? await earlierOf(client, channel.name, content) : [];
      const outgoing = { key, at: createdAt.toISOString(), content, earlier };
      return { messageId: id, attempt: begun[0]?.number ?? 0, createdAt, outgoing };
    });
  }

  async #compose(client: pg.PoolClient, channel: string): Promise<MessageRow | 'kept' | undefined> {
    const { rows: waiting } = await client.query<Waiting>(WAITING, [channel]);
    if (waiting.length === 0) return undefined;
    const settings = await this.settings.read(client);
    const { rows: load } = await client.query<{ sent: number }>(SENT_LAST_HOUR, [channel]);
    const now = this.pool.clock.now();
    const composed = compose(waiting, {
      sentLastHour: load[0]?.sent ?? 0,
      cap: settings.hourlyCap,
      isQuiet: (severity) => isQuietAt(settings.quietHours, channel, severity, now),
    });
    if (composed === undefined) return 'kept';
    const { listed, suppressed } = composed;
    const content = { kind: 'alert', events: listed.map(({ event }) => event), suppressed: suppressed.length };
    const { rows } = await client.query<MessageRow>(INSERT_MESSAGE, [channel, 'alert', JSON.stringify(content)]);
    const message = rows[0] as MessageRow;
    await client.query(TAKE_LISTED, [listed.map(({ id }) => id), message.id]);
    if (suppressed.length > 0) await client.query(SUPPRESS, [suppressed.map(({ id }) => id), message.id]);
    return message;
  }
}

/** What is no message of its own where the one before can be changed. */
const CHANGING: readonly AlertTransition[] = ['resolved', 'acknowledged'];

interface EarlierRow extends Earlier {
  readonly rule: string;
  readonly key: string;
}

/** None, unless each event of the message is news of one that was told in a message that can be changed. */
async function earlierOf(client: pg.PoolClient, channel: string, content: MessageContent): Promise<Earlier[]> {
  const events: readonly AlertEvent[] = content.kind === 'alert' ? content.events : [];
  if (events.length === 0 || !events.every(({ transition }) => CHANGING.includes(transition))) return [];
  const { rows } = await client.query<EarlierRow>(EARLIER, [
    channel,
    events.map(({ ruleId }) => ruleId),
    events.map(({ key }) => key),
  ]);
  const isTold = ({ ruleId, key }: AlertEvent): boolean => rows.some((row) => row.rule === ruleId && row.key === key);
  if (!events.every(isTold)) return [];
  const byMessage = new Map(rows.map(({ id, content: before, remote }) => [id, { id, content: before, remote }]));
  return [...byMessage.values()];
}
