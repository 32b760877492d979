import { Injectable } from '@nestjs/common';
import type { Report } from '@log-monitor/monitor-api';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import { AlertOutbox } from '../delivery/alert-outbox.js';
import type { EmailText } from '../message/alert-email.js';
import { emailOf } from '../message/message-format.js';
import { ReportMaker, type ReportSpan } from './report-maker.js';

type AskedSpan = Omit<ReportSpan, 'timeZone'>;

/** A report out of its turn: the one that is due comes all the same. */
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
   * Its figures. Nothing is sent, nothing kept.
   *
   * @throws QueryError, SinkError
   */
  figures(span: AskedSpan, now: Date): Promise<Report> {
    return this.maker.make({ ...span, timeZone: this.#timeZone }, now);
  }

  /**
   * The report as its mail would be. Nothing is sent, nothing kept.
   *
   * @throws QueryError, SinkError
   */
  async preview(span: AskedSpan, now: Date): Promise<EmailText> {
    return emailOf({ kind: 'report', report: await this.figures(span, now) }, this.channels.context);
  }

  /**
   * Sends it to all channels.
   *
   * @returns their names
   * @throws QueryError, SinkError
   */
  async send(span: AskedSpan, now: Date): Promise<readonly string[]> {
    const report = await this.figures(span, now);
    await this.pool.transaction((client) => this.outbox.putReport(client, report));
    return this.channels.names;
  }
}
