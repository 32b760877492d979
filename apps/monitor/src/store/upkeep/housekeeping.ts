import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Configuration } from '../../configuration/configuration.js';
import { MINUTE_MS } from '../../time/durations.js';
import { Repeated } from '../../time/repeated.js';
import { CounterFold } from '../counters/counter-fold.js';
import { DayPartitions } from './day-partitions.js';
import { ExpiredRows } from './expired-rows.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { SourceDirectory } from '../directory/source-directory.js';

const INTERVAL_MS = MINUTE_MS;

/**
 * Once a minute: partitions to come and gone, expired rows, the cap on disk, counters that are over. Every monitor runs it; each step is safe together with its
 * twin, and partition DDL is serialised by an advisory lock.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Housekeeping');
  readonly #work = new Repeated(INTERVAL_MS, () => this.#run());
  #clocksDiffer = false;

  constructor(
    private readonly pool: IngestPool,
    private readonly partitions: DayPartitions,
    private readonly expired: ExpiredRows,
    private readonly directory: SourceDirectory,
    private readonly counters: CounterFold,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'retention'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#work.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#work.stop();
  }

  /** Never rejects: what could not be done is done a minute later. */
  async #run(): Promise<void> {
    try {
      await this.#setClock();
      const now = this.pool.clock.now();
      await this.partitions.maintain(now);
      const { diskMaxBytes } = this.configuration.retention;
      if (diskMaxBytes !== undefined) await this.partitions.keepBelow(diskMaxBytes, now);
      const deleted = await this.expired.delete(now);
      if (deleted['source'] !== undefined) this.directory.forget();
      await this.counters.fold(Date.now());
    } catch (error) {
      this.#logger.warn(`will be tried again in a minute: ${(error as Error).message}`);
    }
  }

  async #setClock(): Promise<void> {
    await this.pool.readClock();
    const difference = this.pool.clock.difference();
    if (difference !== undefined && !this.#clocksDiffer) {
      const seconds = Math.round(Math.abs(difference) / 1000);
      const way = difference > 0 ? 'ahead of' : 'behind';
      this.#logger.warn(`this machine's clock is ${seconds} s ${way} PostgreSQL's, which is the one that counts`);
    }
    this.#clocksDiffer = difference !== undefined;
  }
}
