import { createTestDatabase, type TestDatabase, uniqueName, waitFor } from '@log-monitor/tools';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectAllStored } from '../parts/expect-stored.js';
import { startLoggingService } from '../parts/logging-service.js';
import { MonitorProcess } from '../parts/monitor-process.js';

const SERVICES = ['orders', 'users', 'payments', 'mails'];
const RECORDS_EACH = 50_000;

interface Ingest {
  completeThrough: string | null;
  lag: { records: number | null; seconds: number | null };
}

let database: TestDatabase;
let reader: pg.Pool;
let variables: Record<string, string>;
let monitor: MonitorProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = new pg.Pool({ connectionString: database.url, max: 2 });
  reader.on('error', () => undefined);
  const topic = uniqueName('logs');
  variables = {
    KAFKA_BOOTSTRAP_SERVERS: inject('kafkaBootstrapServers'),
    DATABASE_URL: database.url,
    LOG_TOPIC: topic,
    ERROR_LOG_TOPIC: `${topic}-errors`,
    KAFKA_GROUP_ID: topic,
  };
  monitor = await MonitorProcess.create(variables);
  await monitor.start().ready();
});

afterAll(async () => {
  await monitor.end('SIGTERM');
  await reader.end();
  await database.drop();
});

async function caughtUp(timeoutMs: number, after: number): Promise<number> {
  await waitFor(
    async () => {
      const { completeThrough, lag } = await monitor.get<Ingest>('/api/v1/ingest');
      return lag.records === 0 && Date.parse(completeThrough ?? '') > after;
    },
    { timeoutMs, what: 'lag 0' },
  );
  return Date.now();
}

describe('200,000 records from four processes', () => {
  it('are stored as logged, each ERROR and CRITICAL is on both topics, and the lag is 0 soon after the last call', async () => {
    const services = SERVICES.map((service) =>
      startLoggingService({ service, records: RECORDS_EACH, rate: 0 }, variables),
    );
    const logged = await Promise.all(services.map((service) => service.logged));
    const lastCallAt = Math.max(...logged.map((service) => service.lastCallAt));
    const at = await caughtUp(60_000, lastCallAt);
    console.log(`lag 0 seen ${at - lastCallAt} ms after the last log call`);
    await expectAllStored(reader, logged, RECORDS_EACH);
    expect(await errorsOnTopic()).toBe((RECORDS_EACH / 20) * SERVICES.length);
  });

  it('are stored as logged also when the monitor is killed ten times on the way', async () => {
    const services = SERVICES.map((service) =>
      startLoggingService({ service: `${service}-k`, records: RECORDS_EACH, rate: 4000 }, variables),
    );
    const all = Promise.all(services.map((service) => service.logged));
    for (let kills = 0; kills < 10; kills += 1) {
      await killWhileStoring();
      monitor.start();
    }
    const logged = await all;
    await monitor.ready();
    await caughtUp(60_000, Math.max(...logged.map((service) => service.lastCallAt)));
    await expectAllStored(reader, logged, RECORDS_EACH);
    expect(await reader.query('SELECT * FROM dead_letter')).toMatchObject({ rowCount: 0 });
    expect(await reader.query('SELECT * FROM ingest_gap')).toMatchObject({ rowCount: 0 });
  }, 240_000);
});

/** `kill -9` as soon as the number of stored records has moved since this life of the monitor began. */
async function killWhileStoring(): Promise<void> {
  const positions = async (): Promise<string> =>
    (await reader.query<{ sum: string }>('SELECT sum(next_offset) FROM ingest_position')).rows[0]?.sum ?? '0';
  const before = await positions();
  await waitFor(async () => (await positions()) !== before, {
    timeoutMs: 60_000,
    what: 'the monitor to store something',
    intervalMs: 5,
  });
  await monitor.end('SIGKILL');
}

async function errorsOnTopic(): Promise<number> {
  const kafka = new Kafka({ brokers: [inject('kafkaBootstrapServers')], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(variables['ERROR_LOG_TOPIC'] as string);
  await admin.disconnect();
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}
