import { createTestDatabase, uniqueName, waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { expect } from 'vitest';
import { expectTruth } from './expect-truth.js';
import { type Logged, startLoggingService, truthOf } from './logging-service.js';
import { MonitorProcess } from './monitor-process.js';
import type { InstanceTruth } from './truth.js';

interface Completeness {
  completeThrough: string | null;
  lag: { records: number | null };
}

interface PipelinePlan {
  bootstrapServers: string;
  /** Default: one of its own on the shared server. */
  databaseUrl?: string;
  /** Further variables of the monitors and the logging services. */
  variables?: Record<string, string>;
}

/** Topics, a database and any number of monitors between them: what a fault is tried on. */
export class TestPipeline {
  readonly monitors: MonitorProcess[] = [];
  readonly reader: pg.Pool;

  private constructor(
    readonly variables: Record<string, string>,
    private readonly drop: () => Promise<void>,
  ) {
    this.reader = new pg.Pool({ connectionString: variables['DATABASE_URL'], max: 2 });
    this.reader.on('error', () => undefined);
  }

  static async create({ bootstrapServers, databaseUrl, variables }: PipelinePlan): Promise<TestPipeline> {
    const database = databaseUrl === undefined ? await createTestDatabase() : undefined;
    const topic = variables?.['LOG_TOPIC'] ?? uniqueName('logs');
    return new TestPipeline(
      {
        KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
        DATABASE_URL: databaseUrl ?? (database?.url as string),
        LOG_TOPIC: topic,
        ERROR_LOG_TOPIC: `${topic}-errors`,
        KAFKA_GROUP_ID: topic,
        ...variables,
      },
      async () => database?.drop(),
    );
  }

  /** One that is not started yet. */
  async newMonitor(more: Record<string, string> = {}): Promise<MonitorProcess> {
    const monitor = await MonitorProcess.create({ ...this.variables, ...more });
    this.monitors.push(monitor);
    return monitor;
  }

  /** Processes that log through the transport, one per name. */
  startServices(
    names: readonly string[],
    records: number,
    rate: number,
  ): { logged: Promise<Logged[]>; enough: () => void } {
    const services = names.map((service) => startLoggingService({ service, records, rate }, this.variables));
    const logged = Promise.all(services.map((service) => service.logged));
    // It is awaited at the end of the fault; until then a failure must not end the test run.
    logged.catch(() => undefined);
    return { logged, enough: () => services.forEach((service) => service.enough()) };
  }

  /** Sum of all positions: grows whenever anything is stored. */
  async position(): Promise<number> {
    return Number(await this.value('SELECT sum(next_offset) FROM ingest_position'));
  }

  /** The first column of the first row. */
  async value(sql: string, values: unknown[] = []): Promise<unknown> {
    const result = await this.reader.query<Record<string, unknown>>(sql, values);
    return Object.values(result.rows[0] ?? {})[0];
  }

  /** Resolves at a moment at which something is being stored. */
  async storing(timeoutMs = 60_000): Promise<void> {
    const before = await this.position();
    await waitFor(async () => (await this.position()) !== before, {
      timeoutMs,
      what: 'something to be stored',
      intervalMs: 3,
    });
  }

  /** Resolves when everything that is in Kafka now is stored. */
  async caughtUp(monitor: MonitorProcess, timeoutMs = 60_000): Promise<void> {
    const after = Date.now();
    await monitor.ready(timeoutMs);
    await waitFor(
      async () => {
        const { completeThrough, lag } = await monitor.get<Completeness>('/api/v1/ingest');
        return lag.records === 0 && Date.parse(completeThrough ?? '') > after;
      },
      { timeoutMs, what: 'lag 0' },
    );
  }

  /** Once it has caught up: rows, counters and ledger are what the services logged, nothing else. */
  async expectLogged(monitor: MonitorProcess, logged: readonly Logged[]): Promise<void> {
    await this.expectTruths(
      monitor,
      logged.map((service) => truthOf(service)),
    );
  }

  async expectTruths(
    monitor: MonitorProcess,
    truths: readonly InstanceTruth[],
    rest: { deadLetters?: number; gaps?: number } = {},
  ): Promise<void> {
    await this.caughtUp(monitor);
    await expectTruth(this.reader, truths, { monitor, ...rest });
  }

  /** Ends what runs, in whatever state. */
  async close(): Promise<void> {
    await Promise.all(this.monitors.map((monitor) => monitor.end('SIGKILL')));
    await this.reader.end();
    await this.drop();
  }
}

/** What Prometheus would read of a series without labels, or the sum over all its labels. */
export async function metricOf(monitor: MonitorProcess, name: string): Promise<number> {
  const text = await (await fetch(`${monitor.url}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].map((match) =>
    Number(match[1]),
  );
  expect(values.length, name).toBeGreaterThan(0);
  return values.reduce((sum, value) => sum + value, 0);
}
