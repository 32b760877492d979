import {
  createTestDatabase,
  freePort,
  newClusterId,
  startKafka,
  startSecuredKafka,
  type TestDatabase,
  uniqueName,
  waitFor,
} from '@log-monitor/tools';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { expectAllStored } from '../parts/expect-stored.js';
import { type Logged, startLoggingService } from '../parts/logging-service.js';
import { MonitorProcess } from '../parts/monitor-process.js';

const RECORDS_UNDER_KILLS = 270_000;
const SERVICES = ['orders', 'users', 'payments', 'mails'];

let database: TestDatabase;
let reader: pg.Pool;
let monitors: MonitorProcess[];

beforeEach(async () => {
  database = await createTestDatabase();
  reader = new pg.Pool({ connectionString: database.url, max: 2 });
  reader.on('error', () => undefined);
  monitors = [];
});
afterEach(async () => {
  await Promise.all(monitors.map((monitor) => monitor.end('SIGKILL')));
  await reader.end();
  await database.drop();
});

function variablesFor(bootstrapServers: string, more: Record<string, string> = {}): Record<string, string> {
  const topic = uniqueName('logs');
  return {
    KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
    DATABASE_URL: database.url,
    LOG_TOPIC: topic,
    ERROR_LOG_TOPIC: `${topic}-errors`,
    KAFKA_GROUP_ID: topic,
    ...more,
  };
}

async function newMonitor(variables: Record<string, string>): Promise<MonitorProcess> {
  const monitor = await MonitorProcess.create(variables);
  monitors.push(monitor);
  return monitor;
}

function startServices(variables: Record<string, string>, records: number, rate: number): Promise<Logged[]> {
  return Promise.all(SERVICES.map((service) => startLoggingService({ service, records, rate }, variables).logged));
}

async function caughtUp(monitor: MonitorProcess): Promise<void> {
  const after = Date.now();
  await monitor.ready(60_000);
  await waitFor(
    async () => {
      const { completeThrough, lag } = await monitor.get<{ completeThrough: string; lag: { records: number | null } }>(
        '/api/v1/ingest',
      );
      return lag.records === 0 && Date.parse(completeThrough) > after;
    },
    { timeoutMs: 60_000, what: 'lag 0' },
  );
}

const positions = async (): Promise<string> =>
  (await reader.query<{ sum: string }>('SELECT sum(next_offset) FROM ingest_position')).rows[0]?.sum ?? '0';

/** Resolves at a moment at which something is being stored. */
async function storing(): Promise<void> {
  const before = await positions();
  await waitFor(async () => (await positions()) !== before, {
    timeoutMs: 60_000,
    what: 'something to be stored',
    intervalMs: 3,
  });
}

describe('exactly once', () => {
  it('through 100 kill -9 of the monitor while it is storing', async () => {
    const variables = variablesFor(inject('kafkaBootstrapServers'));
    const monitor = await newMonitor(variables);
    await monitor.start().ready();
    let running = true;
    // A life of the monitor takes some eight seconds: the group waits for the session of the killed one to end.
    const logged = startServices(variables, RECORDS_UNDER_KILLS, 300).finally(() => (running = false));
    let kills = 0;
    while (kills < 100 && running) {
      await storing();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
      await monitor.end('SIGKILL');
      monitor.start();
      kills += 1;
    }
    expect(kills).toBe(100);
    const result = await logged;
    await caughtUp(monitor);
    await expectAllStored(reader, result, RECORDS_UNDER_KILLS);
    console.log(`${kills} kills, ${result.length * RECORDS_UNDER_KILLS} records: 0 lost, 0 duplicated`);
  });

  it('through 20 rebalances with a second and a third monitor, one of them stopped for 45 s as a zombie', async () => {
    const variables = variablesFor(inject('kafkaBootstrapServers'));
    const [first, second, third] = [
      await newMonitor(variables),
      await newMonitor(variables),
      await newMonitor(variables),
    ];
    await first.start().ready();
    const logged = startServices(variables, 200_000, 700);
    await second.start().ready(60_000);
    await storing();
    process.kill(second.pid, 'SIGSTOP');
    const stopped = Date.now();
    let changes = 0;
    while (changes < 20) {
      await third.start().ready(60_000);
      await storing();
      await third.end(changes % 4 === 0 ? 'SIGKILL' : 'SIGTERM');
      changes += 2;
      if (Date.now() - stopped > 45_000) process.kill(second.pid, 'SIGCONT');
    }
    await waitFor(() => Date.now() - stopped > 45_000, { timeoutMs: 60_000, what: 'the zombie to have slept 45 s' });
    process.kill(second.pid, 'SIGCONT');
    const result = await logged;
    await caughtUp(first);
    await expectAllStored(reader, result, 200_000);
  });

  it('over TLS with SCRAM-SHA-512 at both ends', async () => {
    const secured = await startSecuredKafka();
    try {
      const variables = variablesFor(secured.bootstrapServers, {
        KAFKA_SSL: 'true',
        KAFKA_SSL_CA_FILE: secured.caFile,
        KAFKA_SASL_MECHANISM: 'scram-sha-512',
        KAFKA_SASL_USERNAME: secured.username,
        KAFKA_SASL_PASSWORD: secured.password,
      });
      const monitor = await newMonitor(variables);
      await monitor.start().ready();
      const result = await startServices(variables, 5000, 0);
      await caughtUp(monitor);
      await expectAllStored(reader, result, 5000);
      const refused = await newMonitor({ ...variables, KAFKA_SASL_PASSWORD: 'wrong' });
      refused.start();
      await waitFor(() => refused.output.includes('KAFKA_BOOTSTRAP_SERVERS'), {
        timeoutMs: 20_000,
        what: 'the refusal to be named',
      });
      expect(refused.output).not.toContain(secured.password);
    } finally {
      await Promise.all(monitors.map((monitor) => monitor.end('SIGKILL')));
      await secured.stop();
    }
  });

  it('with three brokers, the leader of partitions killed under load', async () => {
    const ports = await Promise.all([1, 2, 3].map(() => freePort()));
    const clusterId = newClusterId();
    const voters = ports.map((port, index) => ({ nodeId: index + 1, host: '127.0.0.1', port }));
    const brokers = await Promise.all(
      voters.map(({ nodeId }) => startKafka({ heapMb: 384, cluster: { nodeId, clusterId, voters } })),
    );
    try {
      const variables = variablesFor(brokers.map(({ bootstrapServers }) => bootstrapServers).join(','));
      const monitor = await newMonitor(variables);
      await monitor.start().ready(60_000);
      const logged = startServices(variables, 40_000, 1000);
      await storing();
      await brokers[1]?.kill();
      await storing();
      await brokers[1]?.restart();
      const result = await logged;
      await caughtUp(monitor);
      await expectAllStored(reader, result, 40_000);
    } finally {
      await Promise.all(monitors.map((monitor) => monitor.end('SIGKILL')));
      await Promise.all(brokers.map((broker) => broker.stop()));
    }
  });
});
