import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Repeated } from '../../time/repeated.js';
import { IngestPool } from '../connection/ingest-pool.js';

const INTERVAL_MS = 1000;

const UPDATE_LAST_SEEN = `
  UPDATE ledger l SET last_seen = greatest(l.last_seen, u.last_seen)
  FROM (SELECT * FROM unnest($1::int[], $2::timestamptz[]) AS v (source_id, last_seen) ORDER BY source_id) u
  WHERE l.source_id = u.source_id`;

/**
 * When a foreign source was last heard. Its records come over many partitions, so the row is written apart from the batches, once a second:
 * no transaction waits for another's, and nothing that must be exact depends on it.
 */
@Injectable()
export class SourceActivity implements OnModuleDestroy {
  readonly #logger = new Logger('Store');
  #lastSeen = new Map<number, number>();
  readonly #flushing = new Repeated(INTERVAL_MS, () => this.flush());

  constructor(private readonly pool: IngestPool) {
    this.#flushing.startLater();
  }

  /** @param at time of arrival, milliseconds since 1970 */
  heard(sourceId: number, at: number): void {
    if (at > (this.#lastSeen.get(sourceId) ?? 0)) this.#lastSeen.set(sourceId, at);
  }

  /** Never rejects: what could not be written is written a second later. */
  async flush(): Promise<void> {
    if (this.#lastSeen.size === 0) return;
    const seen = this.#lastSeen;
    this.#lastSeen = new Map();
    try {
      await this.pool.run(UPDATE_LAST_SEEN, [
        [...seen.keys()],
        [...seen.values()].map((at) => new Date(at).toISOString()),
      ]);
    } catch (error) {
      this.#logger.debug(`last-seen times are written later: ${(error as Error).message}`);
      for (const [sourceId, at] of seen) this.heard(sourceId, at);
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.#flushing.stop();
    await this.flush();
  }
}
