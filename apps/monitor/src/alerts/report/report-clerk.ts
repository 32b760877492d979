import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { Repeated } from '../../time/repeated.js';
import { ChannelList } from '../channel/channel-list.js';
import { AlertOutbox } from '../delivery/alert-outbox.js';
import { ReportMaker } from './report-maker.js';
import { type DueReport, intervalName, newestDue, planOf, type ReportPlan } from './report-schedule.js';

const LOOK_EVERY_MS = 5000;
/** For a while the span's last records may still be on their way. */
const SETTLE_MS = 60_000;

const LAST = `SELECT max(due_at) AS due_at FROM alert_report`;
const BEGIN = `INSERT INTO alert_report (due_at) VALUES ($1) ON CONFLICT DO NOTHING RETURNING due_at`;
const KEEP = `UPDATE alert_report SET content = $2 WHERE due_at = $1`;

/**
 * Makes each report once, on whichever monitor comes first: the row of its due time and its messages are one transaction. One that was due while no monitor
 * ran is made at the next start, if it is the newest.
 */
@Injectable()
export class ReportClerk implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Reports');
  readonly #plan: ReportPlan | undefined;
  readonly #look = new Repeated(LOOK_EVERY_MS, () => this.#lookSafely());

  constructor(
    configuration: Configuration,
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
    private readonly outbox: AlertOutbox,
    private readonly maker: ReportMaker,
  ) {
    this.#plan = planOf(configuration);
  }

  onApplicationBootstrap(): void {
    if (this.#plan !== undefined && this.channels.all.length > 0) this.#look.startLater();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#look.stop();
  }

  /**
   * @param now milliseconds since 1970
   * @returns when the report was due that was made; undefined: none was
   * @throws SinkError, QueryError
   */
  async look(now: number): Promise<Date | undefined> {
    const plan = this.#plan;
    if (plan === undefined) return undefined;
    const due = newestDue(plan, new Date(now - SETTLE_MS));
    const [last] = await this.pool.run<{ due_at: Date | null }>(LAST);
    // The first start makes no report about a time at which nobody was there.
    if (!last?.due_at) return this.#begin(due);
    if (last.due_at.getTime() >= due.dueAt.getTime()) return undefined;
    return this.#make(plan, due, now);
  }

  async #begin({ dueAt }: DueReport): Promise<undefined> {
    await this.pool.run(BEGIN, [dueAt]);
  }

  async #make(plan: ReportPlan, { dueAt, from, to }: DueReport, now: number): Promise<Date | undefined> {
    const { timeZone } = plan;
    const report = await this.maker.make({ from, to, interval: intervalName(plan.interval), timeZone }, new Date(now));
    return this.pool.transaction(async (client) => {
      const { rowCount } = await client.query(BEGIN, [dueAt]);
      // Another monitor has made it.
      if (rowCount === 0) return undefined;
      await client.query(KEEP, [dueAt, JSON.stringify(report)]);
      await this.outbox.putReport(client, report);
      return dueAt;
    });
  }

  async #lookSafely(): Promise<void> {
    try {
      await this.look(this.pool.clock.now());
    } catch (error) {
      this.#logger.warn(`the report waits: ${(error as Error).message}`);
    }
  }
}
