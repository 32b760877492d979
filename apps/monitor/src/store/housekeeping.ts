import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Configuration } from '../configuration/configuration.js';
import { CounterFold } from './counter-fold.js';
import { DayPartitions } from './day-partitions.js';
import { ExpiredRows } from './expired-rows.js';
import { SourceDirectory } from './source-directory.js';

const INTERVAL_MS = 60_000;

/**
 * Once a minute: partitions ahead and behind, expired rows, the cap on disk, counters that are over. Every monitor runs it; each step is safe beside its
 * twin, and partition DDL is serialised by an advisory lock.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Housekeeping');
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly partitions: DayPartitions,
    private readonly expired: ExpiredRows,
    private readonly directory: SourceDirectory,
    private readonly counters: CounterFold,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'retention'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.#run());
    }, INTERVAL_MS);
    this.#running = this.#run();
    await this.#running;
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Never rejects: what could not be done is done a minute later. */
  async #run(): Promise<void> {
    try {
      await this.partitions.maintain(Date.now());
      const { diskMaxBytes } = this.configuration.retention;
      if (diskMaxBytes !== undefined) await this.partitions.keepBelow(diskMaxBytes, Date.now());
      const deleted = await this.expired.delete(Date.now());
      if (deleted['source'] !== undefined) this.directory.forget();
      await this.counters.fold(Date.now());
    } catch (error) {
      this.#logger.warn(`will be tried again in a minute: ${(error as Error).message}`);
    }
  }
}
