import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Repeated } from '../../time/repeated.js';
import { IngestPool } from '../connection/ingest-pool.js';

const PAUSE_MS = 2000;

/**
 * Sorts the new entries of the indexes by request in, of records and of requests to web servers, for all days. $1: more records than this before ingest,
 * and it waits: whoever asks for a request reads the new ones one by one meanwhile, which takes 100 ms for a million.
 */
export const SORT_NEW_ENTRIES_IN = `
SELECT gin_clean_pending_list(child.inhrelid::regclass) AS pages
  FROM pg_inherits child
 WHERE child.inhparent = ANY ('{log_request_hashes,access_record_request_hash,access_record_trace_hash}'::regclass[])
   AND coalesce((SELECT lag_records FROM ingest_progress), 0) <= $1::bigint`;

/** Two seconds at 5,000 records a second. */
const KEEPING_UP = 10_000;

/**
 * Keeps the indexes by request quick to read. PostgreSQL itself does it when it vacuums or when the list of new entries is full, which is
 * seldom, and then in the middle of a COPY. Several monitors may do it at once: PostgreSQL lets one work.
 */
@Injectable()
export class RequestIndex implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(RequestIndex.name);
  readonly #work = new Repeated(PAUSE_MS, () => this.sortIn());
  #failing = false;

  constructor(private readonly pool: IngestPool) {}

  onApplicationBootstrap(): void {
    this.#work.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#work.stop();
  }

  /** Never rejects: without it everything works, only slower. */
  async sortIn(): Promise<void> {
    try {
      await this.pool.run(SORT_NEW_ENTRIES_IN, [KEEPING_UP]);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn(`The indexes by request could not be tidied: ${(error as Error).message}`);
      this.#failing = true;
    }
  }
}
