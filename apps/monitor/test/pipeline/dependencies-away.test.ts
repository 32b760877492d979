import { createServer } from 'node:net';
import { createTestDatabase, freePort, startKafka, startPostgres, waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { expectTruth } from '../parts/expect-truth.js';
import { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestTopics } from '../parts/test-topics.js';

const isReady = async (monitor: MonitorProcess): Promise<boolean> => (await fetch(`${monitor.url}/health/ready`)).ok;

async function storedInfos(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result = await client.query<{ count: string }>(
      `SELECT count(*) FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = 'away'`,
    );
    return Number(result.rows[0]?.count);
  } finally {
    await client.end();
  }
}

describe('PostgreSQL', () => {
  it('may come late, crash under load and come back: nothing is lost, doubled or kept aside', async () => {
    const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
    const port = await freePort();
    const postgres = await startPostgres({ port });
    const monitor = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: postgres.url });
    const app = new FakeInstance('away');
    try {
      await postgres.crash();
      monitor.start();
      await waitFor(() => monitor.output.includes('DATABASE_URL'), {
        timeoutMs: 20_000,
        what: 'a line that names DATABASE_URL',
      });
      await postgres.restart();
      await monitor.ready();
      for (let round = 0; round < 5; round += 1) {
        await topics.send(
          topics.main,
          Array.from({ length: 2000 }, () => app.record('INFO', 'x')),
        );
        if (round === 1) await postgres.crash();
        if (round === 2)
          await waitFor(async () => !(await isReady(monitor)), { timeoutMs: 10_000, what: 'readiness to turn red' });
        if (round === 3) await postgres.restart();
      }
      await waitFor(async () => (await storedInfos(postgres.url)) === 10_000, {
        timeoutMs: 30_000,
        what: 'all 10,000 records',
      });
      await waitFor(() => isReady(monitor), { timeoutMs: 20_000, what: 'readiness to turn green' });
      const reader = new pg.Pool({ connectionString: postgres.url, max: 1 });
      await expectTruth(reader, [app.truth()], { monitor }).finally(() => reader.end());
    } finally {
      await monitor.end('SIGTERM');
      await topics.end();
      await postgres.stop();
    }
  }, 180_000);
});

describe('Kafka', () => {
  it('may come late, be killed under load and come back: nothing is lost or doubled', async () => {
    const kafka = await startKafka();
    const database = await createTestDatabase();
    const topics = await new TestTopics(kafka.bootstrapServers).create();
    const monitor = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: database.url });
    const app = new FakeInstance('away');
    const records = (): unknown[] => Array.from({ length: 2000 }, () => app.record('INFO', 'x'));
    try {
      await topics.send(topics.main, records());
      await kafka.kill();
      monitor.start();
      await waitFor(() => monitor.output.includes('KAFKA_BOOTSTRAP_SERVERS'), {
        timeoutMs: 30_000,
        what: 'a line that names KAFKA_BOOTSTRAP_SERVERS',
      });
      const answer = await fetch(`${monitor.url}/api/v1/logs/stats`);
      expect([answer.status, ((await answer.json()) as { lag: { records: number | null } }).lag.records]).toEqual([
        200,
        null,
      ]);
      expect(await isReady(monitor)).toBe(false);
      await kafka.restart();
      await monitor.ready(60_000);
      await topics.send(topics.main, records());
      await kafka.kill();
      await waitFor(async () => !(await isReady(monitor)), { timeoutMs: 60_000, what: 'readiness to turn red' });
      await kafka.restart();
      await monitor.ready(60_000);
      await waitFor(() => topics.send(topics.main, records()).then(() => true), {
        timeoutMs: 30_000,
        what: 'the producer to reconnect',
      });
      await waitFor(async () => (await storedInfos(database.url)) === 6000, {
        timeoutMs: 30_000,
        what: 'all 6,000 records',
      });
    } finally {
      await monitor.end('SIGTERM');
      await topics.end();
      await kafka.stop();
      await database.drop();
    }
  }, 240_000);
});

describe('a start that cannot succeed', () => {
  const exitOf = async (variables: Record<string, string>): Promise<{ code: number | null; output: string }> => {
    const monitor = await MonitorProcess.create({
      KAFKA_BOOTSTRAP_SERVERS: inject('kafkaBootstrapServers'),
      ...variables,
    });
    monitor.start();
    const code = await monitor.exit();
    return { code, output: monitor.output };
  };

  it('names every wrong variable, one line each', async () => {
    const { code, output } = await exitOf({
      LOG_RETENTION_DAYS: 'many',
      KAFKA_BOOTSTRAP_SERVERS: 'nowhere',
      LOG_MONITOR_SERVER_HOST: '0.0.0.0',
    });
    expect(code).toBe(1);
    for (const name of ['LOG_RETENTION_DAYS', 'KAFKA_BOOTSTRAP_SERVERS', 'LOG_MONITOR_SERVER_HOST'])
      expect(output).toContain(name);
    expect(output).not.toContain('    at ');
  });

  it('says in one sentence that the port is taken, and which variable moves it', async () => {
    const database = await createTestDatabase();
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { code, output } = await exitOf({ DATABASE_URL: database.url, LOG_MONITOR_SERVER_PORT: String(port) });
    server.close();
    await database.drop();
    expect(code).toBe(1);
    expect(output).toContain('LOG_MONITOR_SERVER_PORT');
    expect(output).not.toContain('    at ');
  });

  it('says that the database refuses us, and does not print the password', async () => {
    const url = new URL(inject('databaseUrl'));
    url.pathname = '/no_such_database';
    const { code, output } = await exitOf({ DATABASE_URL: url.href });
    expect([code, output.includes('DATABASE_URL'), output.includes(url.password)]).toEqual([1, true, false]);
  });
});
