import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { IngestPool } from '../connection/ingest-pool.js';
import { STORED_CHANNEL } from '../../batch/stored-channel.js';

/** Batches end many times a second; who listens looks at all that was stored since. */
const SHORTEST_PAUSE_MS = 25;

/**
 * Tells all monitors that something was stored. Not in the transactions themselves: NOTIFY makes them wait for one another at the commit. The word
 * goes out after the commit, at most forty times a second, and ingest does not wait for it.
 */
@Injectable()
export class StoredNotice implements OnModuleDestroy {
  #sending = false;
  #again = false;
  #stopped = false;

  constructor(private readonly pool: IngestPool) {}

  announce(): void {
    this.#again = true;
    if (!this.#sending) void this.#send();
  }

  onModuleDestroy(): void {
    this.#stopped = true;
  }

  /** Never rejects: who listens looks by itself once in a while. */
  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.pool.run(`NOTIFY ${STORED_CHANNEL}`).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_PAUSE_MS).unref());
    }
    this.#sending = false;
  }
}
