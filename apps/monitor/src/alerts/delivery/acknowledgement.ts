import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import type { AlertEvent } from '../event/alert-event.js';
import { AlertOutbox } from './alert-outbox.js';

/** The subquery sees the row as it was. */
const ACKNOWLEDGE = `
  UPDATE alert_incident SET acknowledged_at = coalesce(acknowledged_at, clock_timestamp()), acknowledged_by = coalesce(acknowledged_by, $2), comment = $3
   WHERE id = $1 AND resolved_at IS NULL
   RETURNING event, (SELECT before.acknowledged_at FROM alert_incident before WHERE before.id = $1) IS NULL AS "isNew"`;

/** Somebody knows of an alert. Channels that can change a message say so in it; to the others it is no message of its own. */
@Injectable()
export class Acknowledgement {
  constructor(
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
    private readonly outbox: AlertOutbox,
  ) {}

  /**
   * No reminder and no escalation follow.
   *
   * @returns false when there is no such alert, or it is over
   * @throws SinkError
   */
  async acknowledge(id: string, by: string, comment: string): Promise<boolean> {
    return this.pool.transaction(async (client) => {
      const { rows } = await client.query<{ event: AlertEvent; isNew: boolean }>(ACKNOWLEDGE, [id, by, comment]);
      const [known] = rows;
      if (known?.isNew) await this.outbox.put(client, [this.#newsOf(known.event, by, comment)]);
      return known !== undefined;
    });
  }

  #newsOf(event: AlertEvent, by: string, comment: string) {
    const news: AlertEvent = {
      ...{ ...event, id: randomUUID(), transition: 'acknowledged', at: new Date(this.pool.clock.now()).toISOString() },
      sentence: `${event.sentence.replace(/\.$/, '')}. Acknowledged by ${by}${comment === '' ? '' : `: ${comment}`}`,
    };
    return { event: news, channels: this.channels.all.filter(({ updates }) => updates).map(({ name }) => name) };
  }
}
