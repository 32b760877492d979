import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { QueryPool } from '../database/query-pool.js';
import { type Statement } from '../database/statement.js';

const EVERY_MS = 20_000;

/**
 * Summarises the newest pages of our range indexes. PostgreSQL's own autosummarize does it once a minute at best and drops
 * requests beyond 256; until then every search and every look of the live tail reads those pages whole.
 */
export const SUMMARISE: Statement = {
  name: 'summarise-range-indexes',
  text: `
SELECT brin_summarize_new_values(child.inhrelid::regclass) AS summarised
  FROM pg_inherits child
 WHERE child.inhparent IN (SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
                            WHERE i.indrelid = 'log_record'::regclass AND a.amname = 'brin')`,
};

/** Keeps the range indexes of the newest rows sharp. Several monitors may do it at once: who comes second finds nothing to do. */
@Injectable()
export class BrinUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(BrinUpkeep.name);
  private timer: NodeJS.Timeout | undefined;
  private failing = false;

  constructor(private readonly pool: QueryPool) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.summarise(), EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Never throws: without it everything works, only slower. */
  async summarise(): Promise<void> {
    try {
      await this.pool.maintain(SUMMARISE);
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`Range indexes could not be summarised: ${(error as Error).message}`);
      this.failing = true;
    }
  }
}
