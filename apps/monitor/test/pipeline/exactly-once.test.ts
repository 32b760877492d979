import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { killAfterCommit, killMidTransaction } from '../parts/kill-moments.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { TestPipeline } from '../parts/test-pipeline.js';

const SERVICES = ['orders', 'users', 'payments', 'mails'];
const RECORDS_EACH = 50_000;

let pipeline: TestPipeline;
let monitor: MonitorProcess;

beforeAll(async () => {
  pipeline = await TestPipeline.create({ bootstrapServers: inject('kafkaBootstrapServers') });
  monitor = await pipeline.newMonitor();
  await monitor.start().ready();
});

afterAll(async () => {
  await monitor.end('SIGTERM');
  await pipeline.close();
});

describe('200,000 records from four processes', () => {
  it('are stored as logged, each ERROR and CRITICAL is on both topics, and the lag is 0 soon after the last call', async () => {
    const logged = await pipeline.startServices(SERVICES, RECORDS_EACH, 0).logged;
    const lastCallAt = Math.max(...logged.map((service) => service.lastCallAt));
    await pipeline.caughtUp(monitor);
    const senders = async (): Promise<string[]> => {
      const { services } = await monitor.get<{ services: { service: string; bytesPerSecond: number }[] }>(
        '/api/v1/ingest',
      );
      return services.filter(({ bytesPerSecond }) => bytesPerSecond > 0).map(({ service }) => service);
    };
    await expect.poll(senders, { timeout: 10_000 }).toEqual(expect.arrayContaining(SERVICES));
    console.log(`lag 0 seen ${Date.now() - lastCallAt} ms after the last log call`);
    await pipeline.expectLogged(monitor, logged);
    expect(await errorsOnTopic()).toBe((RECORDS_EACH / 20) * SERVICES.length);
  }, 120_000);

  it('also when the monitor is killed four times, between the commits of PostgreSQL and Kafka and in the middle of a transaction', async () => {
    const services = SERVICES.map((service) => `${service}-k`);
    const { logged } = pipeline.startServices(services, RECORDS_EACH, 4000);
    for (let kills = 0; kills < 4; kills += 1) {
      const kill = kills % 2 === 0 ? killMidTransaction : killAfterCommit;
      await kill(pipeline, monitor);
      monitor.start();
    }
    await pipeline.expectLogged(monitor, await logged);
  }, 240_000);
});

async function errorsOnTopic(): Promise<number> {
  const kafka = new Kafka({ brokers: [inject('kafkaBootstrapServers')], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(pipeline.variables['ERROR_LOG_TOPIC'] as string);
  await admin.disconnect();
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}
