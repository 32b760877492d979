import { Injectable } from '@nestjs/common';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import type { EmailText } from '../message/alert-email.js';
import type { MessageContent } from '../message/message-content.js';
import { emailOf } from '../message/message-format.js';

const READ = 'SELECT content FROM alert_message WHERE id = $1';

/** A message that was sent or is to be sent, as its mail shows it. */
@Injectable()
export class MessagePreview {
  constructor(
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
  ) {}

  /** @returns undefined when there is none. @throws SinkError */
  async of(id: number): Promise<EmailText | undefined> {
    const [row] = await this.pool.run<{ content: MessageContent }>(READ, [id]);
    return row && emailOf(row.content, this.channels.context);
  }
}
