import { Injectable } from '@nestjs/common';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import type { Report } from '@log-monitor/monitor-api';

const COUNT = `
  SELECT (SELECT count(*)::integer FROM alert_incident WHERE fired_at >= $1 AND fired_at < $2) AS fired,
    (SELECT count(*)::integer FROM alert_incident WHERE resolved_at >= $1 AND resolved_at < $2) AS resolved,
    (SELECT count(*)::integer FROM alert_notification WHERE created_at >= $1 AND created_at < $2 AND state = 'failed'
       AND event->>'transition' <> 'test') AS failed`;

/** What became of alerts in a span. */
@Injectable()
export class AlertTally {
  constructor(private readonly pool: IngestPool) {}

  /** @throws SinkError */
  async count(from: Date, to: Date): Promise<Report['alerts']> {
    const [row] = await this.pool.run<Report['alerts']>(COUNT, [from, to]);
    return row ?? { fired: 0, resolved: 0, failed: 0 };
  }
}
