import { availableParallelism } from 'node:os';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { QueryError, TIMEOUT_SENTENCE, toQueryError } from './query-error.js';
import { QueryGate } from './query-gate.js';
import { type HeavyLoad, Snapshot, USUAL_PLANNING } from './snapshot.js';

export interface Question {
  /** Aborted when the one who asked has gone: the query is then cancelled in the database too. */
  signal?: AbortSignal | undefined;
  /** `heavy`: may read many rows; few of these run at once. Default `light`. */
  cost?: 'light' | 'heavy';
  /** An index leads to the few rows that are wanted, whatever PostgreSQL makes of its statistics. */
  byIndex?: boolean;
}

/** From the request to the refusal, in milliseconds; nothing hangs longer than 5 s. */
const ANSWER_BUDGET_MS = 4500;
const CONNECT_TIMEOUT_MS = 2000;
const CANCEL_TIMEOUT_MS = 2000;
const LIGHT = { running: 6, waiting: 200, waitMs: 1500 };
/**
 * Heavy questions leave a core to ingest. Those who ask wait together instead of being refused at once: a refusal costs the process
 * that also ingests a millisecond, and who does not mind Retry-After comes back the sooner for it.
 */
const HEAVY = { running: availableParallelism() > 2 ? 2 : 1, waiting: 500, waitMs: 1500 };

const SESSION_SETTINGS = [
  'default_transaction_read_only=on',
  'timezone=UTC',
  'lock_timeout=2000',
  // Costs more than it gives in answers of milliseconds.
  'jit=off',
  // Would take the cores of ingest.
  'max_parallel_workers_per_gather=0',
  // What is asked for is mostly in memory: with the default of 4, rows are collected and sorted that an index has in order.
  'random_page_cost=1.1',
  // Counting what a window lists takes a few megabytes: with the default of 4, it is sorted on disk.
  'work_mem=16MB',
  `plan_cache_mode=${USUAL_PLANNING}`,
  // Pages are mostly in the system's memory: having them fetched ahead by other processes costs more than it gives (`docs/decisions/text-search.md`).
  'effective_io_concurrency=1',
];

/**
 * The read-only connections to PostgreSQL, apart from those of ingest, so that a slow dashboard cannot starve it.
 *
 * Every question has its own deadline as well as `statement_timeout`: a frozen server honours none of its settings.
 */
@Injectable()
export class QueryPool implements OnApplicationShutdown {
  readonly #logger = new Logger(QueryPool.name);
  readonly #pool: pg.Pool;
  /** Cancelling must not wait for the very connections that are to be freed. */
  readonly #control: pg.Pool;
  /** Connections being freed: of the snapshot of an answer, or of an abandoned query. */
  readonly #endings = new Set<Promise<void>>();
  readonly #gates = { light: new QueryGate(LIGHT), heavy: new QueryGate(HEAVY) };

  constructor(configuration: Configuration) {
    this.#pool = this.#createPool(configuration.databaseUrl, LIGHT.running + HEAVY.running, 'log-monitor query');
    this.#control = this.#createPool(configuration.databaseUrl, 2, 'log-monitor query control');
  }

  /**
   * Runs a question in one snapshot of the database.
   *
   * @throws QueryError always; the driver's error is its cause
   */
  async snapshot<Answer>(read: (snapshot: Snapshot) => Promise<Answer>, question: Question = {}): Promise<Answer> {
    const deadline = AbortSignal.timeout(ANSWER_BUDGET_MS);
    const signal = question.signal ? AbortSignal.any([question.signal, deadline]) : deadline;
    const leave = await this.#gates[question.cost ?? 'light'].enter(signal);
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      leave();
      throw toQueryError(error);
    }
    const snapshot = new Snapshot(client, question.byIndex ?? false, this.#heavyLoad);
    return this.#readWithin(client, snapshot.answer(read), signal, leave).catch((error: unknown) => {
      if (deadline.aborted) throw new QueryError('QUERY_TIMEOUT', TIMEOUT_SENTENCE, { cause: error });
      throw toQueryError(error);
    });
  }

  /** How many questions run and wait, per cost. */
  load(): { cost: 'light' | 'heavy'; running: number; waiting: number }[] {
    return (['light', 'heavy'] as const).map((cost) => ({
      cost,
      running: this.#gates[cost].runningCount,
      waiting: this.#gates[cost].waitingCount,
    }));
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#pool.ended) return;
    const ended = this.#pool.end();
    await Promise.all(this.#endings);
    await Promise.all([ended, this.#control.end()]);
  }

  readonly #heavyLoad: HeavyLoad = () => {
    const { runningCount, waitingCount } = this.#gates.heavy;
    return { running: runningCount, waiting: waitingCount };
  };

  async #readWithin<Answer>(
    client: pg.PoolClient,
    reading: Promise<Answer>,
    signal: AbortSignal,
    leave: () => void,
  ): Promise<Answer> {
    const stop = rejectOnAbort(signal);
    try {
      const answer = await Promise.race([reading, stop.aborted]);
      this.#giveBack(this.#endSnapshot(client), leave);
      return answer;
    } catch (error) {
      this.#giveBack(this.#discard(client, signal.aborted), leave);
      throw error;
    } finally {
      stop.dispose();
    }
  }

  /** The turn is given back only when the backend is really free, or abandoned questions would pile up in the database. */
  #giveBack(freed: Promise<void>, leave: () => void): void {
    const done = freed.finally(() => {
      leave();
      this.#endings.delete(done);
    });
    this.#endings.add(done);
  }

  /** Nothing was written, so the answer need not wait for this. Never rejects. */
  async #endSnapshot(client: pg.PoolClient): Promise<void> {
    try {
      await client.query('COMMIT');
      client.release();
    } catch {
      // The answer was complete; only its connection is not.
      client.release(true);
    }
  }

  async #discard(client: pg.PoolClient, stillRunning: boolean): Promise<void> {
    const backend = (client as unknown as { processID?: number | null }).processID;
    try {
      if (stillRunning && backend) await this.#control.query('SELECT pg_cancel_backend($1)', [backend]);
    } catch (error) {
      this.#logger.warn(`A query could not be cancelled: ${(error as Error).message}`);
    } finally {
      client.release(true);
    }
  }

  #createPool(databaseUrl: string, max: number, name: string): pg.Pool {
    const pool = new pg.Pool({
      connectionString: databaseUrl,
      max,
      application_name: name,
      pipeline: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 60_000,
      statement_timeout: name.endsWith('control') ? CANCEL_TIMEOUT_MS : ANSWER_BUDGET_MS,
      query_timeout: name.endsWith('control') ? CANCEL_TIMEOUT_MS : ANSWER_BUDGET_MS + 1000,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      options: SESSION_SETTINGS.map((setting) => `-c ${setting}`).join(' '),
      types: { getTypeParser },
    });
    // A connection in use emits it too, after its question has failed.
    pool.on('connect', (client) => client.on('error', () => undefined));
    // An idle connection that dies (PostgreSQL restarted) emits here; without a listener the process would end.
    pool.on('error', (error) => this.#logger.warn(`An idle database connection was lost: ${error.message}`));
    return pool;
  }
}

function rejectOnAbort(signal: AbortSignal): { aborted: Promise<never>; dispose: () => void } {
  let dispose = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void =>
      reject(new QueryError('QUERY_CANCELLED', 'The asker went away before the answer was ready.'));
    signal.addEventListener('abort', onAbort, { once: true });
    dispose = () => signal.removeEventListener('abort', onAbort);
  });
  return { aborted, dispose };
}

const INT8 = 20;

/** Counts and offsets stay far below 2^53, so bigint columns become numbers; everything else is as the driver does it. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8 && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format);
}
