import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Repeated } from '../../time/repeated.js';
import { IngestPool } from '../connection/ingest-pool.js';

const PAUSE_MS = 20_000;

/**
 * Summarises the newest pages of our range indexes. PostgreSQL's own autosummarize does it once a minute at best and drops
 * requests beyond 256; until then every search and every look of the live tail reads those pages whole.
 */
const SUMMARISE = `
SELECT brin_summarize_new_values(child.inhrelid::regclass) AS summarised
  FROM pg_inherits child
 WHERE child.inhparent IN (SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
                            WHERE i.indrelid = 'log_record'::regclass AND a.amname = 'brin')`;

/** Keeps the range indexes of the newest rows sharp. Several monitors may do it at once: who comes second finds nothing to do. */
@Injectable()
export class RangeIndexUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(RangeIndexUpkeep.name);
  readonly #work = new Repeated(PAUSE_MS, () => this.summarise());
  #failing = false;

  constructor(private readonly pool: IngestPool) {}

  onApplicationBootstrap(): void {
    this.#work.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#work.stop();
  }

  /** Never rejects: without it everything works, only slower. */
  async summarise(): Promise<void> {
    try {
      await this.pool.run(SUMMARISE);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn(`Range indexes could not be summarised: ${(error as Error).message}`);
      this.#failing = true;
    }
  }
}
