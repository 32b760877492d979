import { createTestDatabase } from '@log-monitor/tools';
import pg from 'pg';
import type { Level } from '@log-monitor/log-record';
import { MetricsRegistry } from '../../src/metrics/metrics-registry.js';
import { IngestMetrics } from '../../src/ingest/sampling/ingest-metrics.js';
import { DayPartitions } from '../../src/store/upkeep/day-partitions.js';
import { IngestPool } from '../../src/store/connection/ingest-pool.js';
import { LedgerStore } from '../../src/store/ledger/ledger-store.js';
import { migrate } from '../../src/store/schema/migrate.js';
import { BatchStore } from '../../src/store/batch/batch-store.js';
import { StoredNotice } from '../../src/store/batch/stored-notice.js';
import { BatchLedger } from '../../src/store/ledger/batch-ledger.js';
import { AccessSources } from '../../src/store/access/access-sources.js';
import { AccessStore } from '../../src/store/access/access-store.js';
import { FreshTallies } from '../../src/store/access/fresh-tallies.js';
import { LogStore } from '../../src/store/log/log-store.js';
import { RecordKinds } from '../../src/store/batch/record-kinds.js';
import { SourceActivity } from '../../src/store/directory/source-activity.js';
import { SourceDirectory } from '../../src/store/directory/source-directory.js';

const RETENTION = {
  logDays: 7,
  errorDays: 7,
  groupDays: 90,
  accessDays: 7,
  storeLevel: 'DEBUG',
  diskMaxBytes: undefined,
} as const;

/** The real store on a real database of its own. Nothing of it is a stand-in. */
export class TestStore {
  readonly pool: IngestPool;
  readonly store: BatchStore;
  readonly activity: SourceActivity;
  readonly partitions: DayPartitions;
  readonly fresh = new FreshTallies();
  readonly metrics = new IngestMetrics(new MetricsRegistry());
  readonly #reader: pg.Pool;

  private constructor(
    readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
  ) {
    const configuration = { databaseUrl, retention: RETENTION };
    this.pool = new IngestPool(configuration);
    this.activity = new SourceActivity(this.pool);
    this.store = this.newStore();
    this.partitions = new DayPartitions(this.pool, configuration);
    this.#reader = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    this.#reader.on('error', () => undefined);
  }

  static async create(): Promise<TestStore> {
    const database = await createTestDatabase();
    await migrate(database.url);
    return new TestStore(database.url, () => database.drop());
  }

  /** Another writer on the same database, as a second monitor would be. */
  newStore(storeLevel: Level = 'DEBUG', log = this.newLogStore(storeLevel)): BatchStore {
    const kinds = new RecordKinds([log, this.newAccessStore()]);
    return new BatchStore(this.pool, kinds, new StoredNotice(this.pool));
  }

  newLogStore(storeLevel: Level = 'DEBUG'): LogStore {
    const directory = new SourceDirectory(this.pool);
    const ledger = new LedgerStore(this.pool);
    const retention = { ...RETENTION, storeLevel };
    return new LogStore(directory, new BatchLedger(directory, ledger), ledger, this.activity, { retention });
  }

  newAccessStore(): AccessStore {
    const directory = new SourceDirectory(this.pool);
    const ledger = new LedgerStore(this.pool);
    const sources = new AccessSources(this.pool);
    const batches = new BatchLedger(directory, ledger);
    return new AccessStore(sources, directory, batches, ledger, this.fresh, { retention: RETENTION });
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#reader.query<Row>(sql, values)).rows;
  }

  async value(sql: string, values: unknown[] = []): Promise<unknown> {
    return Object.values((await this.rows(sql, values))[0] ?? {})[0];
  }

  async close(): Promise<void> {
    await this.#end();
    await this.drop();
  }

  /** Ends all connections. @returns the same database, as the next start finds it */
  async reopened(whileClosed: (databaseUrl: string) => Promise<void>): Promise<TestStore> {
    await this.#end();
    await whileClosed(this.databaseUrl);
    return new TestStore(this.databaseUrl, this.drop);
  }

  async #end(): Promise<void> {
    await this.activity.onModuleDestroy();
    await this.#reader.end();
    await this.pool.onApplicationShutdown();
  }
}
