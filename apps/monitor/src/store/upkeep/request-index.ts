import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { MINUTE_MS } from '../../time/durations.js';
import { Repeated } from '../../time/repeated.js';
import { REQUEST_INDEX_LOCK } from '../connection/advisory-locks.js';
import { IngestPool } from '../connection/ingest-pool.js';

const PAUSE_MS = MINUTE_MS;
const CONNECT_TIMEOUT_MS = 2000;

/**
 * Days below ERROR that are over, hold records and have no index by request, the newest first, each as the commands that make it.
 * An index that a broken build has left counts as none.
 */
export const DAYS_WITHOUT_REQUEST_INDEX = `
SELECT format('DROP INDEX CONCURRENTLY IF EXISTS %I', day.relname || '_request') AS clear,
       format('CREATE INDEX CONCURRENTLY %I ON %I (request_id) WHERE request_id IS NOT NULL', day.relname || '_request', day.relname) AS build
  FROM pg_inherits child
  JOIN pg_class day ON day.oid = child.inhrelid
 WHERE child.inhparent = 'log_record'::regclass
   AND day.relname ~ '_\\d{8}$'
   AND right(day.relname, 8) < to_char((now() - interval '10 minutes') AT TIME ZONE 'UTC', 'YYYYMMDD')
   AND pg_relation_size(day.oid) > 0
   AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class made ON made.oid = i.indexrelid
                    WHERE i.indrelid = day.oid AND i.indisvalid AND made.relname = day.relname || '_request')
 ORDER BY day.relname DESC`;

/**
 * Gives each day that is over a btree on the request. While a day is written its bloom filters cost ingest a tenth of that, but
 * they are read from end to end: the time to find a request grows with all that is kept.
 */
@Injectable()
export class RequestIndex implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(RequestIndex.name);
  readonly #work = new Repeated(PAUSE_MS, () => this.build());
  #connection: pg.Client | undefined;
  #failing = false;

  constructor(
    private readonly pool: IngestPool,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'databaseUrl'>,
  ) {}

  onApplicationBootstrap(): void {
    this.#work.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    const stopped = this.#work.stop();
    // Breaks the connection of a build under way; PostgreSQL notices by itself.
    await this.#connection?.end().catch(() => undefined);
    await stopped;
  }

  /** Never rejects: without the index everything works, only slower. */
  async build(): Promise<void> {
    try {
      const days = await this.pool.run<{ clear: string; build: string }>(DAYS_WITHOUT_REQUEST_INDEX);
      if (days.length > 0) await this.#buildUnderLock(days);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn(`A day has no index by request yet: ${(error as Error).message}`);
      this.#failing = true;
    }
  }

  async #buildUnderLock(days: readonly { clear: string; build: string }[]): Promise<void> {
    const client = new pg.Client({
      connectionString: this.configuration.databaseUrl,
      application_name: 'log-monitor request index',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // A build whose monitor is gone must not go on.
      options: '-c client_connection_check_interval=1000',
    });
    // Told by the statement that fails of it.
    client.on('error', () => undefined);
    this.#connection = client;
    try {
      await client.connect();
      const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
        REQUEST_INDEX_LOCK,
      ]);
      if (!rows[0]?.mine) return;
      for (const { clear, build } of days) {
        await client.query(clear);
        // Not in a transaction, and never in the way of records that come late.
        await client.query(build);
      }
    } finally {
      this.#connection = undefined;
      await client.end();
    }
  }
}
