import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { GROUP_FOLD_LOCK } from '../../store/connection/advisory-locks.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import type { ErrorCell } from '../../store/groups/error-cell.js';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { Repeated } from '../../time/repeated.js';
import { expireGroups } from './expire-groups.js';
import { writeGroupTotals } from '../state/group-totals.js';
import { moveStates } from './group-states.js';
import { mergeCells } from './merge-cells.js';
import { purgeRecords } from './purge-records.js';
import { writeCounts } from './write-counts.js';

const PAUSE_MS = 500;
/** Batches of one fold. */
const MOST_BATCHES = 128;
const EXPIRE_EVERY_MS = 5 * MINUTE_MS;

const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(${GROUP_FOLD_LOCK}) AS taken`;
const TAKE = `
  DELETE FROM error_delta WHERE id IN (SELECT id FROM error_delta ORDER BY id LIMIT ${MOST_BATCHES}) RETURNING body`;

/**
 * Adds what batches have counted to the problems, and lets it change their states: what was resolved and happened again is open. One transaction takes,
 * adds and removes, so that everything is counted exactly once whatever is killed; one monitor does it at a time.
 */
@Injectable()
export class GroupFold implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Problems');
  readonly #work = new Repeated(PAUSE_MS, () => this.#run());
  #failing = false;
  #expireAt = 0;
  #stopped = false;

  constructor(
    private readonly pool: IngestPool,
    @Inject(Configuration) private readonly configuration: { retention: Pick<Configuration['retention'], 'groupDays'> },
  ) {}

  onApplicationBootstrap(): void {
    this.#work.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    await this.#work.stop();
  }

  /**
   * Folds once.
   *
   * @param now milliseconds since 1970, by PostgreSQL's clock
   * @returns how many batches were folded; 0 also while another monitor folds
   * @throws SinkError
   */
  async fold(now: number): Promise<number> {
    return this.#underLock((client) => foldIn(client, now), 0);
  }

  /**
   * Does something while nobody folds or decides, with everything counted until then.
   *
   * @returns undefined while another monitor folds
   * @throws SinkError
   */
  async turn<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result | undefined> {
    return this.#underLock(async (client) => {
      await foldIn(client, this.pool.clock.now());
      return work(client);
    }, undefined);
  }

  /**
   * Deletes records of problems that were deleted, as long as there are any.
   *
   * @throws SinkError
   */
  async purge(): Promise<void> {
    let hasMore = true;
    // Counting goes on in between: a problem that happens again is seen also while another one is deleted.
    while (hasMore && !this.#stopped) hasMore = (await this.turn((client) => purgeRecords(client))) ?? false;
  }

  /**
   * Deletes problems that have outlived their retention.
   *
   * @returns how many went; 0 also while another monitor folds
   * @throws SinkError
   */
  async expire(now: number): Promise<number> {
    const before = new Date(now - this.configuration.retention.groupDays * DAY_MS);
    return this.#underLock((client) => expireGroups(client, before, () => foldIn(client, now)), 0);
  }

  /** @param otherwise what to answer while another monitor folds */
  async #underLock<Result>(work: (client: pg.PoolClient) => Promise<Result>, otherwise: Result): Promise<Result> {
    return this.pool.transaction(async (client) => {
      const lock = await client.query<{ taken: boolean }>(TRY_LOCK);
      return lock.rows[0]?.taken === true ? work(client) : otherwise;
    });
  }

  /** Never rejects: what was not folded is folded the next time. */
  async #run(): Promise<void> {
    try {
      while ((await this.fold(this.pool.clock.now())) === MOST_BATCHES);
      await this.purge();
      if (performance.now() >= this.#expireAt) {
        await this.expire(this.pool.clock.now());
        this.#expireAt = performance.now() + EXPIRE_EVERY_MS;
      }
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn(`problems are counted later: ${(error as Error).message}`);
      this.#failing = true;
    }
  }
}

async function foldIn(client: pg.PoolClient, now: number): Promise<number> {
  const taken = await client.query<{ body: ErrorCell[] }>(TAKE);
  const merged = mergeCells(taken.rows.flatMap(({ body }) => body));
  if (merged.cells.length > 0) await writeCounts(client, merged);
  await writeGroupTotals(client, await moveStates(client, merged.cells, now));
  return taken.rows.length;
}
