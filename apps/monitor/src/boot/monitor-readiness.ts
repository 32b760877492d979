import { Injectable } from '@nestjs/common';
import { IngestService } from '../ingest/consumer/ingest-service.js';
import { withDeadline } from '../time/deadline.js';
import { type Readiness, ReadinessSource } from '../query/readiness.js';
import { IngestPool } from '../store/connection/ingest-pool.js';

const DATABASE_DEADLINE_MS = 1500;

/** Ready is: the database answers, the consumer group is joined, and fetches are answered. Progress, not mere presence. */
@Injectable()
export class MonitorReadiness extends ReadinessSource {
  constructor(
    private readonly ingest: IngestService,
    private readonly pool: IngestPool,
  ) {
    super();
  }

  override async readiness(): Promise<Readiness> {
    const reasons = [...(await this.#databaseReasons()), ...this.ingest.notReadyReasons()];
    return { ready: reasons.length === 0, reasons };
  }

  async #databaseReasons(): Promise<string[]> {
    try {
      await withDeadline(this.pool.run('SELECT 1'), DATABASE_DEADLINE_MS, 'asking the database');
      return [];
    } catch (error) {
      return [`the database does not answer: ${(error as Error).message}`];
    }
  }
}
