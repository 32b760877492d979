import { Injectable } from '@nestjs/common';
import { Configuration } from '../../configuration/configuration.js';
import type { MessageContext } from '../message/message-content.js';
import { Channel } from './channel.js';
import { EmailChannel } from './email-channel.js';
import { FileChannel } from './file-channel.js';
import { ReportFileChannel } from './report-file-channel.js';
import { SlackChannel } from './slack-channel.js';
import { WebhookChannel } from './webhook-channel.js';

/** The channels that are configured. A new one is a file in this folder, a line here, and its variables. */
@Injectable()
export class ChannelList {
  readonly context: MessageContext;
  readonly #channels: readonly Channel[];

  constructor(configuration: Configuration) {
    const { email, slack, webhook, mailDirectory, reportFiles, allowedHosts, publicUrl } = configuration.alerts;
    const context = { publicUrl, timeZone: configuration.access.displayTimeZone };
    this.context = context;
    this.#channels = [
      ...(email ? [new EmailChannel(email, context)] : []),
      ...(slack ? [new SlackChannel(slack, allowedHosts, context)] : []),
      ...(webhook ? [new WebhookChannel(webhook, allowedHosts, context)] : []),
      ...(mailDirectory === undefined ? [] : [new FileChannel(mailDirectory, context)]),
      ...(reportFiles ? [new ReportFileChannel(reportFiles.directory, reportFiles.kept, context)] : []),
    ];
  }

  get all(): readonly Channel[] {
    return this.#channels;
  }

  get names(): readonly string[] {
    return this.#channels.map(({ name }) => name);
  }

  /** Those that a rule can name. */
  get alertNames(): readonly string[] {
    return this.#channels.filter(({ takesAlerts }) => takesAlerts).map(({ name }) => name);
  }

  find(name: string): Channel | undefined {
    return this.#channels.find((channel) => channel.name === name);
  }
}
