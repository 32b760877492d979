import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { HOUR_MS } from '../../time/durations.js';
import { Repeated } from '../../time/repeated.js';
import { ChannelList } from '../channel/channel-list.js';

/** As long as decisions are kept. */
const KEPT = `interval '30 days'`;
const DELETE = [
  `DELETE FROM alert_notification WHERE created_at < clock_timestamp() - ${KEPT} AND state <> 'waiting'`,
  `DELETE FROM alert_message WHERE created_at < clock_timestamp() - ${KEPT} AND state <> 'waiting'`,
  `DELETE FROM alert_incident WHERE fired_at < clock_timestamp() - ${KEPT} AND resolved_at IS NOT NULL`,
  `DELETE FROM alert_silence WHERE ends_at < clock_timestamp() - ${KEPT}`,
  `DELETE FROM alert_report WHERE due_at < clock_timestamp() - ${KEPT} AND due_at < (SELECT max(due_at) FROM alert_report)`,
];

/** Nobody sends by a channel whose variables are gone: what waits for it is said to have failed, a day later. */
const ORPHANED = [
  `UPDATE alert_notification SET state = 'failed', suppressed_by = 'channel is not configured'
   WHERE state = 'waiting' AND channel <> ALL($1) AND created_at < clock_timestamp() - interval '1 day'`,
  `UPDATE alert_message SET state = 'failed', last_error = 'channel is not configured', ended_at = clock_timestamp()
   WHERE state = 'waiting' AND channel <> ALL($1) AND created_at < clock_timestamp() - interval '1 day'`,
];

/** Takes away what was delivered long ago. These tables grow with alerts, not with records: single rows are deleted. */
@Injectable()
export class DeliveryUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Alerts');
  readonly #repeated = new Repeated(HOUR_MS, () => this.#cleanSafely());

  constructor(
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
  ) {}

  onApplicationBootstrap(): void {
    this.#repeated.startLater();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#repeated.stop();
  }

  /** @throws SinkError */
  async clean(): Promise<void> {
    for (const statement of ORPHANED) await this.pool.run(statement, [this.channels.names]);
    for (const statement of DELETE) await this.pool.run(statement);
  }

  async #cleanSafely(): Promise<void> {
    try {
      await this.clean();
    } catch (error) {
      this.#logger.warn(`old alerts are kept longer: ${(error as Error).message}`);
    }
  }
}
