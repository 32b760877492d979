import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalKafka, freePort, startKafka } from '@log-monitor/tools';
import { type RunningService, readOracle, scratchFolder, startService } from '../support/child.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { type Topics, createTopics, onlyLedger, sorted, upTo } from '../support/topics.js';

const scratch = scratchFolder();
let kafka: LocalKafka;
let proxy: TcpProxy;
let proxyPort: number;
let topics: Topics;
let number = 0;

beforeAll(async () => {
  proxyPort = await freePort();
  const behind = await freePort();
  proxy = new TcpProxy(() => behind);
  await proxy.listen(proxyPort);
  kafka = await startKafka({
    heapMb: 384,
    listeners: [
      {
        name: 'PROXIED',
        protocol: 'PLAINTEXT',
        host: '127.0.0.1',
        port: behind,
        advertised: { host: '127.0.0.1', port: proxyPort },
      },
    ],
  });
});
afterAll(async () => {
  await kafka?.stop();
  await proxy.close();
  scratch.remove();
});
beforeEach(async () => {
  number += 1;
  proxy.trouble = {};
  topics = await createTopics(kafka.bootstrapServers);
});

interface Steady {
  service: RunningService;
  oracle: string;
}

/** 2,000 calls a second until told to end. */
async function steady(brokers: string, more: object = {}): Promise<Steady> {
  const oracle = join(scratch.path, `oracle-${number}`);
  const options = {
    brokers,
    spool: { dir: join(scratch.path, `s${number}`) },
    handleSignals: true,
    shutdownTimeoutMs: 60_000,
    ...topics,
    ...more,
  };
  const service = startService({ mode: 'steady', count: 10, options: options, oracle, timeoutMs: 240_000 });
  await service.said('ready');
  return { service, oracle };
}

/** Ends the service by SIGTERM and compares what its oracle wrote with what arrived. */
async function expectAll({ service, oracle }: Steady): Promise<Map<number, number>> {
  service.process.kill('SIGTERM');
  const end = await service.ended;
  expect(end.signal).toBe('SIGTERM');
  expect(end.stderr).not.toMatch(/unhandled|uncaught/i);
  const calls = readOracle(oracle).map(({ seq }) => seq);
  const { received, dropped, ended } = await onlyLedger(kafka.bootstrapServers, topics.topic);
  expect(dropped.size).toBe(0);
  expect(sorted(received.keys())).toEqual(upTo(Math.max(...calls)));
  expect(ended).toBe(true);
  return received;
}

describe('faults of the broker (FAULTS rows 2 to 7)', () => {
  it('row 2: absent at the start, there twenty seconds later', async () => {
    await kafka.kill();
    const running = await steady(kafka.bootstrapServers);
    await sleep(20_000);
    expect(running.service.process.exitCode).toBeNull();
    await kafka.restart();
    await sleep(5_000);
    await expectAll(running);
  });

  it('row 3: killed in a burst, back ten seconds later', async () => {
    const running = await steady(kafka.bootstrapServers);
    await sleep(3_000);
    await kafka.kill();
    await sleep(10_000);
    await kafka.restart();
    await sleep(5_000);
    await expectAll(running);
  });

  it('row 4: frozen for forty seconds, longer than every deadline', async () => {
    const running = await steady(kafka.bootstrapServers);
    await sleep(3_000);
    kafka.pause();
    await sleep(40_000);
    kafka.resume();
    await sleep(5_000);
    await expectAll(running);
  });

  it('row 6: half a second of latency and one chunk in a hundred reset', async () => {
    const running = await steady(`127.0.0.1:${proxyPort}`);
    proxy.trouble = { latencyMs: 500, resetChance: 0.01 };
    await sleep(40_000);
    proxy.trouble = {};
    await sleep(5_000);
    await expectAll(running);
    expect(proxy.resets).toBeGreaterThan(0);
  });

  it('row 7: acknowledgements lost after the append: copies in Kafka, each number known', async () => {
    const running = await steady(`127.0.0.1:${proxyPort}`);
    proxy.trouble = { loseAcknowledgements: 5 };
    await sleep(15_000);
    const received = await expectAll(running);
    expect(proxy.lostAcknowledgements).toBe(5);
    expect([...received.values()].filter((copies) => copies > 1).length).toBeGreaterThan(0);
  });
});
