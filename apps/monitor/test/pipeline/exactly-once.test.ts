import { Kafka, logLevel } from 'kafkajs';
import { waitFor } from '@log-monitor/tools';
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

  it('also when the monitor is killed twice, between the commits of PostgreSQL and Kafka and in the middle of a transaction', async () => {
    const services = SERVICES.map((service) => `${service}-k`);
    const { logged } = pipeline.startServices(services, RECORDS_EACH, 4000);
    for (let kills = 0; kills < 2; kills += 1) {
      const kill = kills % 2 === 0 ? killMidTransaction : killAfterCommit;
      await kill(pipeline, monitor);
      monitor.start();
    }
    await pipeline.expectLogged(monitor, await logged);
  }, 240_000);
});

describe('a resolved problem that happens again', () => {
  it('is open within two seconds of the log call', async () => {
    const service = 'regressed';
    // The twentieth record of each process is an error, at the same place.
    const logOne = async (): Promise<number> => {
      const [logged] = await pipeline.startServices([service], 20, 0).logged;
      return Number(logged?.lastCallAt);
    };
    const problem = async () => {
      const { groups } = await monitor.get<{ groups: { id: string; state: string; regressedAt: string | null }[] }>(
        `/api/v1/groups?service=${service}`,
      );
      return groups[0];
    };
    await logOne();
    const { id } = await waitFor(problem, { timeoutMs: 20_000, what: 'the problem' });
    const state = { state: 'resolved' };
    const resolved = await fetch(`${monitor.url}/api/v1/groups/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(state),
    });
    expect(resolved.status).toBe(204);
    expect(await problem()).toMatchObject(state);
    const calledAt = await logOne();
    await waitFor(async () => (await problem())?.state === 'open' || undefined, {
      timeoutMs: 20_000,
      what: 'the regression',
    });
    const seenAfter = Date.now() - calledAt;
    console.log(`a regression is seen ${seenAfter} ms after the log call`);
    expect(seenAfter).toBeLessThan(2000);
    expect((await problem())?.regressedAt).not.toBeNull();
  });
});

async function errorsOnTopic(): Promise<number> {
  const kafka = new Kafka({ brokers: [inject('kafkaBootstrapServers')], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(pipeline.variables['ERROR_LOG_TOPIC'] as string);
  await admin.disconnect();
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}
