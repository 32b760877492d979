import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChannelTestAnswer } from '@log-monitor/monitor-api';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import type { AlertEvent } from '../event/alert-event.js';
import { INSERT_TEST, TRY_NOW } from './outbox-statements.js';

/** Sends a message of its own at once, past what waits, and says what the receiver says. */
@Injectable()
export class ChannelTest {
  constructor(
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
  ) {}

  /** @returns undefined when no such channel is configured */
  async run(name: string, by: string): Promise<ChannelTestAnswer | undefined> {
    const channel = this.channels.find(name);
    if (channel === undefined) return undefined;
    const event = testEvent(name, by);
    const content = { kind: 'alert', events: [event], suppressed: 0 } as const;
    const outcome = await channel.send({ key: event.id, at: event.at, content, earlier: [] });
    const delivered = outcome.kind === 'delivered';
    const { detail } = outcome;
    // Seen among the notifications, with its attempt, like any other.
    await this.pool.run(INSERT_TEST, [
      name,
      JSON.stringify(content),
      delivered ? 'delivered' : 'failed',
      detail,
      event.id,
      JSON.stringify(event),
      outcome.kind,
    ]);
    // What waits for a channel that works again need not wait longer.
    if (delivered) await this.pool.run(TRY_NOW, [name]);
    return { delivered, detail };
  }
}

function testEvent(channel: string, by: string): AlertEvent {
  return {
    id: randomUUID(),
    ruleId: 'test',
    ruleName: `Test of the channel ${channel}`,
    key: '',
    transition: 'test',
    severity: 'info',
    at: new Date().toISOString(),
    value: null,
    threshold: null,
    window: null,
    sentence: `This is a test, asked for by ${by}. Alerts will arrive here.`,
    samples: [],
    links: [],
    labels: {},
  };
}
