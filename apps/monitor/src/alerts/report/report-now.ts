import { Injectable } from '@nestjs/common';
import type { ReportInterval } from '../../configuration/alert-variables.js';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import { AlertOutbox } from '../delivery/alert-outbox.js';
import type { EmailText } from '../message/alert-email.js';
import { emailOf } from '../message/message-format.js';
import type { Report } from '../message/report.js';
import { ReportMaker } from './report-maker.js';
import { intervalName } from './report-schedule.js';

const CALENDAR_MS: Readonly<Record<string, number>> = { daily: 86_400_000, weekly: 7 * 86_400_000 };

type Interval = Exclude<ReportInterval, 'off'>;

/** A report about the span up to now, out of its turn: the one that is due comes all the same. */
@Injectable()
export class ReportNow {
  readonly #timeZone: string;

  constructor(
    configuration: Configuration,
    private readonly channels: ChannelList,
    private readonly maker: ReportMaker,
    private readonly pool: IngestPool,
    private readonly outbox: AlertOutbox,
  ) {
    this.#timeZone = configuration.access.displayTimeZone;
  }

  /**
   * The report as its mail would be. Nothing is sent, nothing kept.
   *
   * @throws QueryError, SinkError
   */
  async preview(interval: Interval, now: Date): Promise<EmailText> {
    return emailOf({ kind: 'report', report: await this.#make(interval, now) }, this.channels.context);
  }

  /**
   * Sends it to all channels.
   *
   * @returns their names
   * @throws QueryError, SinkError
   */
  async send(interval: Interval, now: Date): Promise<readonly string[]> {
    const report = await this.#make(interval, now);
    await this.pool.transaction((client) => this.outbox.putReport(client, report));
    return this.channels.names;
  }

  #make(interval: Interval, now: Date): Promise<Report> {
    const span = typeof interval === 'object' ? interval.everyMs : (CALENDAR_MS[interval] ?? 0);
    const from = new Date(now.getTime() - span);
    return this.maker.make({ from, to: now, interval: intervalName(interval), timeZone: this.#timeZone }, now);
  }
}
