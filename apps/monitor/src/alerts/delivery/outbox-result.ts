import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import type { SendOutcome } from '../channel/channel.js';
import { ChannelList } from '../channel/channel-list.js';
import type { AlertEvent } from '../event/alert-event.js';
import type { MessageContent } from '../message/message-content.js';
import { AlertOutbox } from './alert-outbox.js';
import { GIVE_UP_AFTER_MS, isWorthTelling, pauseAfter } from './delivery-plan.js';
import type { Claimed } from './outbox-claim.js';
import {
  CHANGE_CONTENT,
  CHANNEL_DELIVERED,
  CHANNEL_FAILED,
  CHANNEL_REJECTED,
  END_ATTEMPT,
  END_DELIVERY_INCIDENT,
  END_MESSAGE,
  END_NOTIFICATIONS,
  NOTE_ERROR,
  TOLD,
} from './outbox-statements.js';

type Failed = Extract<SendOutcome, { detail: string }>;

/** Of what delivery itself has to say. */
const DELIVERY_RULE = 'delivery';

/** Notes what became of an attempt: the attempt, the message, its events and the channel in one transaction. */
@Injectable()
export class OutboxResult {
  constructor(
    private readonly pool: IngestPool,
    private readonly outbox: AlertOutbox,
    private readonly channels: ChannelList,
  ) {}

  /** @throws SinkError; the message is then sent again, with the same key, when the lease is over */
  async record(channel: string, claimed: Claimed, outcome: SendOutcome): Promise<void> {
    await this.pool.transaction(async (client) => {
      const { messageId, attempt } = claimed;
      await client.query(END_ATTEMPT, [messageId, attempt, outcome.kind, outcome.detail]);
      if (outcome.kind === 'delivered') await this.#delivered(client, channel, messageId, outcome);
      else if (outcome.kind === 'rejected') await this.#rejected(client, channel, claimed, outcome);
      else await this.#retry(client, channel, claimed, outcome);
    });
  }

  async #delivered(
    client: pg.PoolClient,
    channel: string,
    messageId: string,
    { remote, updated = [] }: Extract<SendOutcome, { kind: 'delivered' }>,
  ): Promise<void> {
    await client.query(END_MESSAGE, [
      messageId,
      'delivered',
      remote === undefined ? null : JSON.stringify(remote),
      null,
    ]);
    await client.query(END_NOTIFICATIONS, [messageId, 'delivered']);
    for (const { id, content } of updated) await client.query(CHANGE_CONTENT, [id, JSON.stringify(content)]);
    const { rows } = await client.query<{ told: boolean }>(CHANNEL_DELIVERED, [channel]);
    if (rows[0]?.told) await this.#tell(client, channel, 'resolved', `The channel ${channel} delivers again.`);
    // A message that was given up is no news any more; nobody needs to hear so.
    else await client.query(END_DELIVERY_INCIDENT, [DELIVERY_RULE, channel]);
  }

  async #rejected(client: pg.PoolClient, channel: string, claimed: Claimed, { detail }: Failed): Promise<void> {
    await this.#fail(client, channel, claimed, detail);
    await client.query(CHANNEL_REJECTED, [channel, detail]);
  }

  async #retry(
    client: pg.PoolClient,
    channel: string,
    claimed: Claimed,
    { detail, afterMs }: Extract<SendOutcome, { kind: 'retry' }>,
  ): Promise<void> {
    const { messageId, createdAt } = claimed;
    const { rows: before } = await client.query<{ failures: number }>(
      'SELECT failures FROM alert_channel WHERE name = $1 FOR UPDATE',
      [channel],
    );
    const pauseMs = pauseAfter((before[0]?.failures ?? 0) + 1, Math.random(), afterMs);
    const { rows } = await client.query<{ failures: number; failing_since: Date; told: boolean }>(CHANNEL_FAILED, [
      channel,
      pauseMs / 1000,
      detail,
    ]);
    await client.query(NOTE_ERROR, [messageId, detail]);
    if (this.pool.clock.now() - createdAt.getTime() > GIVE_UP_AFTER_MS)
      await this.#fail(client, channel, claimed, detail);
    const [state] = rows;
    if (state === undefined || state.told || !isWorthTelling(state.failures, pauseMs)) return;
    await client.query(TOLD, [channel]);
    const since = state.failing_since.toISOString();
    await this.#tell(client, channel, 'fired', `The channel ${channel} has not delivered since ${since}: ${detail}.`);
  }

  /** The message is given up; the other channels hear of it, so that nobody waits for what does not come. */
  async #fail(client: pg.PoolClient, channel: string, { messageId, outgoing }: Claimed, detail: string): Promise<void> {
    await client.query(END_MESSAGE, [messageId, 'failed', null, detail]);
    await client.query(END_NOTIFICATIONS, [messageId, 'failed']);
    // Two channels that refuse everything must not tell each other of it for ever.
    if (isOfDelivery(outgoing.content)) return;
    await this.#tell(
      client,
      channel,
      'fired',
      `A message could not be delivered by the channel ${channel}: ${detail}.`,
    );
  }

  async #tell(client: pg.PoolClient, key: string, transition: 'fired' | 'resolved', sentence: string): Promise<void> {
    const event: AlertEvent = {
      ...{ id: randomUUID(), ruleId: DELIVERY_RULE, ruleName: 'Delivery of alerts', key, transition, sentence },
      ...{ severity: 'warning', at: new Date(this.pool.clock.now()).toISOString(), value: null, threshold: null },
      ...{ window: null, samples: [], links: [{ name: 'Alerts', path: '/#/alerts' }], labels: {} },
    };
    const channels = this.channels.alertNames.filter((name) => name !== key);
    await this.outbox.put(client, [{ event, channels }]);
  }
}

/** Whether a message says nothing but that another was not delivered. */
function isOfDelivery(content: MessageContent): boolean {
  return content.kind === 'alert' && content.events.every(({ ruleId }) => ruleId === DELIVERY_RULE);
}
