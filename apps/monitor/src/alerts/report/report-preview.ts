import { Injectable } from '@nestjs/common';
import type { ReportInterval } from '../../configuration/alert-variables.js';
import { Configuration } from '../../configuration/configuration.js';
import { ChannelList } from '../channel/channel-list.js';
import type { EmailText } from '../message/alert-email.js';
import { emailOf } from '../message/message-format.js';
import { ReportMaker } from './report-maker.js';
import { intervalName } from './report-schedule.js';

const CALENDAR_MS: Readonly<Record<string, number>> = { daily: 86_400_000, weekly: 7 * 86_400_000 };

/** A report as its mail would be, about the span up to now. Nothing is sent, nothing kept. */
@Injectable()
export class ReportPreview {
  constructor(
    private readonly configuration: Configuration,
    private readonly channels: ChannelList,
    private readonly maker: ReportMaker,
  ) {}

  /** @throws QueryError, SinkError */
  async make(interval: Exclude<ReportInterval, 'off'>, now: Date): Promise<EmailText> {
    const span = typeof interval === 'object' ? interval.everyMs : (CALENDAR_MS[interval] ?? 0);
    const timeZone = this.configuration.access.displayTimeZone;
    const from = new Date(now.getTime() - span);
    const report = await this.maker.make({ from, to: now, interval: intervalName(interval), timeZone }, now);
    return emailOf({ kind: 'report', report }, this.channels.context);
  }
}
