import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { withDeadline } from '../../time/deadline.js';
import { DatabaseClock } from './database-clock.js';
import { sinkErrorFrom } from './database-error.js';
import { endBlockers, PATIENCE_MS } from './end-blockers.js';

const CONNECTIONS = 6;
const APPLICATION = 'log-monitor ingest';

/** Own deadlines, as pg and PostgreSQL both wait for ever by default. The client's is above the server's, for a server that hangs. */
const STATEMENT_TIMEOUT_MS = 20_000;
const QUERY_TIMEOUT_MS = 25_000;
/** A COPY whose server froze before it answered is not ended by the driver's timeout: its stream waits for that answer for ever. */
const TRANSACTION_DEADLINE_MS = 30_000;

/** The writers' connections, apart from those of the queries, so that a slow dashboard cannot starve ingest. */
@Injectable()
export class IngestPool implements OnApplicationShutdown {
  /** What time it is, for everything that is stored, dropped or claimed. */
  readonly clock = new DatabaseClock();
  readonly #logger = new Logger('Store');
  readonly #pool: pg.Pool;
  /** Backends of this process that are in a transaction. */
  readonly #working = new Set<number>();

  constructor(@Inject(Configuration) configuration: Pick<Configuration, 'databaseUrl'>) {
    this.#pool = new pg.Pool({
      connectionString: configuration.databaseUrl,
      application_name: APPLICATION,
      max: CONNECTIONS,
      connectionTimeoutMillis: 5000,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
    });
    // A connection that dies while idle is replaced by the next use; without a listener it would end the process (node-postgres#2386).
    this.#pool.on('error', () => undefined);
  }

  /**
   * Runs statements outside of a transaction.
   *
   * @throws SinkError
   */
  async run<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      const result = await this.#pool.query<Row>(sql, [...values]);
      return result.rows;
    } catch (error) {
      throw sinkErrorFrom(error);
    }
  }

  /**
   * Sets `clock` by the database.
   *
   * @throws SinkError
   */
  async readClock(): Promise<void> {
    const askedAt = performance.now();
    const [row] = await this.run<{ now: Date }>('SELECT clock_timestamp() AS now');
    if (row !== undefined) this.clock.measured(row.now.getTime(), askedAt);
  }

  /**
   * Runs `work` in one transaction: all of it or nothing. A connection on which something failed is not used again.
   *
   * @throws SinkError
   */
  async transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#connect();
    let failure: Error | undefined;
    const onError = (error: Error): void => {
      failure = error;
    };
    client.on('error', onError);
    const pid = (client as pg.PoolClient & { processID: number }).processID;
    this.#working.add(pid);
    const impatience = setInterval(() => void this.#endBlockers(pid), PATIENCE_MS);
    try {
      await client.query('BEGIN');
      const result = await withDeadline(work(client), TRANSACTION_DEADLINE_MS, 'a transaction');
      await client.query('COMMIT');
      return result;
    } catch (error) {
      failure = error as Error;
      throw sinkErrorFrom(error);
    } finally {
      clearInterval(impatience);
      this.#working.delete(pid);
      client.off('error', onError);
      client.release(failure);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.end();
  }

  /** Never rejects: it is tried again while the wait lasts. */
  async #endBlockers(pid: number): Promise<void> {
    const ended = await endBlockers(this.#pool, pid, APPLICATION, [...this.#working]).catch(() => 0);
    if (ended > 0)
      this.#logger.warn(`ended ${ended} stalled transaction(s) of another monitor that held our partitions`);
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw sinkErrorFrom(error);
    }
  }
}
