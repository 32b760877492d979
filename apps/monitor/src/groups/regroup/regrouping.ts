import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { lastRevision } from '../../store/groups/rule-revisions.js';
import { Repeated } from '../../time/repeated.js';
import { GroupFold } from '../fold/group-fold.js';
import { MONITOR_ACTOR } from '../state/group-rows.js';
import { type ApplicationRow, endApplication, leaseApplication, startForOldErrors } from './application-rows.js';
import { finishRound, moveBatch, startMoving } from './application-steps.js';
import { RegroupReader } from './regroup-reader.js';

const PAUSE_MS = 1000;
/** Errors that are looked at in one step; a step is one transaction. */
const MOST_LOOKED = 5000;
/** Turns that another monitor's fold has taken are tried again soon. */
const TRY_AGAIN_MS = 50;

/**
 * Applies the rules to the errors that are stored, in the background: reads them all, makes the problems that there will be, and moves the errors there step by
 * step. How far it has come is written in the transaction of each step, so that it goes on exactly there whatever was killed.
 */
@Injectable()
export class Regrouping implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Problems');
  readonly #lease = randomUUID();
  readonly #work = new Repeated(PAUSE_MS, () => this.#run());
  #reader: RegroupReader | undefined;
  #failing = false;
  #hasLooked = false;
  #stopped = false;

  constructor(
    private readonly pool: IngestPool,
    private readonly fold: GroupFold,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'databaseUrl'>,
  ) {}

  onApplicationBootstrap(): void {
    this.#work.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    await this.#reader?.end();
    await this.#work.stop();
  }

  /**
   * Does what there is to do.
   *
   * @throws SinkError, Error when the reading thread fails; the work goes on with the next call
   */
  async work(): Promise<void> {
    let application = await this.#takeLease();
    if (application === undefined) return;
    const { rules, revision } = await this.pool.transaction((client) => lastRevision(client));
    if (revision !== application.revision) {
      await this.#end(application.id, 'stopped', 'The rules were changed meanwhile: apply them again.');
      return;
    }
    const reader = new RegroupReader({ databaseUrl: this.configuration.databaseUrl, rules });
    this.#reader = reader;
    try {
      while (application !== undefined && !this.#stopped) {
        await (application.phase === 'reading' ? this.#read(application, reader) : this.#move(application, reader));
        application = await this.#takeLease();
      }
    } finally {
      this.#reader = undefined;
      await reader.end();
    }
  }

  async #read({ id }: ApplicationRow, reader: RegroupReader): Promise<void> {
    const found = await reader.flows((errors) => void this.#told(id, errors));
    if (found.isCut) {
      await this.#end(id, 'failed', 'The rules would make more than 100,000 problems.');
      return;
    }
    await this.#turn((client) => startMoving(client, id, found));
  }

  async #move({ id, position }: ApplicationRow, reader: RegroupReader): Promise<void> {
    const startedAt = performance.now();
    const found = await reader.moves(position, MOST_LOOKED);
    if (found.last === undefined) await this.#turn((client) => finishRound(client, id));
    else await this.#turn((client) => moveBatch(client, { id, position, ...found }));
    // Half of the time at most: whoever stores and asks comes first.
    if (found.moves.length > 0) await this.#pause(performance.now() - startedAt);
  }

  /** While another monitor folds, and while the records of a problem are being deleted, it waits. */
  async #turn(work: (client: pg.PoolClient) => Promise<boolean>): Promise<void> {
    while (!this.#stopped && (await this.fold.turn(work)) !== true) await this.#pause(TRY_AGAIN_MS);
  }

  /** Shown as it goes, and keeps the lease. Never rejects: the next step says more. */
  async #told(id: string, errors: number): Promise<void> {
    await this.pool
      .run(
        `UPDATE group_application SET done = $2, total = greatest(total, $2), leased_until = clock_timestamp() + interval '10 s' WHERE id = $1`,
        [id, errors],
      )
      .catch(() => undefined);
  }

  async #takeLease(): Promise<ApplicationRow | undefined> {
    return this.pool.transaction((client) => leaseApplication(client, this.#lease));
  }

  async #end(id: string, state: 'stopped' | 'failed', failure: string): Promise<void> {
    await this.pool.transaction((client) => endApplication(client, id, state, failure));
  }

  async #pause(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Never rejects: it goes on the next time. */
  async #run(): Promise<void> {
    try {
      if (!this.#hasLooked) await this.pool.transaction((client) => startForOldErrors(client, MONITOR_ACTOR));
      this.#hasLooked = true;
      await this.work();
      this.#failing = false;
    } catch (error) {
      if (!this.#stopped && !this.#failing)
        this.#logger.warn(`errors are regrouped later: ${(error as Error).message}`);
      this.#failing = true;
    }
  }
}
