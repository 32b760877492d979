import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalKafka, freePort, startKafka, waitFor } from '@log-monitor/tools';
import { type ServiceAnswer, scratchFolder } from '../support/child.js';
import { type SteadyService, expectAll, startSteady } from '../support/steady-service.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { type Topics, createTopics } from '../../../kafka-delivery/test/support/topics.js';

const MAX_IN_FLIGHT = 4;
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
  proxy.reset();
  topics = await createTopics(kafka.bootstrapServers);
});

function steady(brokers = kafka.bootstrapServers, env: Record<string, string> = {}): Promise<SteadyService> {
  const spool = { dir: join(scratch.path, `s${number}`) };
  const options = { brokers, spool, maxInFlight: MAX_IN_FLIGHT, ...topics };
  return startSteady(join(scratch.path, `oracle-${number}`), options, env);
}

/** What a service's calls and its event loop took, without the rest of its answer. */
function figuresOf({ calls, buffered, callP99us, callP999us, loopDelayP99ms }: ServiceAnswer): Partial<ServiceAnswer> {
  return { calls, buffered, callP99us, callP999us, loopDelayP99ms };
}

/** Milliseconds until less than a second's worth of calls waits. */
async function catchUp(service: SteadyService): Promise<number> {
  const started = Date.now();
  const caughtUp = async (): Promise<boolean> => (await service.ask()).buffered < 2_000;
  await waitFor(caughtUp, { timeoutMs: 60_000, what: 'the backlog to go' });
  return Date.now() - started;
}

describe('faults of the broker', () => {
  it('absent at the start, there sixty seconds later: serves meanwhile, loses and drops nothing', async () => {
    await kafka.kill();
    const service = await steady();
    for (let second = 0; second < 60; second++) {
      await sleep(1_000);
      const { connected, dropped } = await service.ask();
      expect([connected, dropped.queue_overflow]).toEqual([false, 0]);
    }
    await kafka.restart();
    console.log(`caught up ${await catchUp(service)} ms after the broker`);
    await expectAll(service, kafka.bootstrapServers, topics);
  });

  it('killed in a burst, back thirty seconds later: nothing lost, caught up within thirty seconds', async () => {
    const service = await steady();
    await sleep(3_000);
    await kafka.kill();
    await sleep(30_000);
    await kafka.restart();
    const took = await catchUp(service);
    console.log(`caught up ${took} ms after the broker`);
    await expectAll(service, kafka.bootstrapServers, topics);
    expect(took).toBeLessThan(30_000);
  });

  it('frozen for ninety seconds: calls and event loop do not feel it, and everything arrives', async () => {
    // Of a logger of winston's own half of a call is winston's: `docs/decisions/encoding.md` and the benchmark have both.
    const service = await steady(kafka.bootstrapServers, { LOGGER: 'createLogger' });
    await sleep(5_000);
    await service.ask();
    await sleep(20_000);
    const before = await service.ask();
    kafka.pause();
    await sleep(90_000);
    const frozen = await service.ask();
    kafka.resume();
    console.log(`${JSON.stringify({ before: figuresOf(before), frozen: figuresOf(frozen) })}`);
    await catchUp(service);
    await expectAll(service, kafka.bootstrapServers, topics);
    expect(frozen.callP99us).toBeLessThan(50);
    expect(frozen.callP999us).toBeLessThan(500);
    expect(frozen.loopDelayP99ms).toBeLessThan(20);
  });

  it('half a second of latency and one chunk in a hundred reset: nothing lost, few requests under way', async () => {
    const service = await steady(`127.0.0.1:${proxyPort}`);
    proxy.trouble = { latencyMs: 500, resetChance: 0.01 };
    await sleep(60_000);
    proxy.trouble = {};
    await catchUp(service);
    await expectAll(service, kafka.bootstrapServers, topics);
    expect(proxy.resets).toBeGreaterThan(0);
    const most = [topics.topic, topics.errorTopic].map((topic) => proxy.mostUnderWay(topic));
    console.log(`${proxy.resets} resets, at most ${most.join(' and ')} requests under way per topic`);
    for (const each of most) expect(each).toBeLessThanOrEqual(MAX_IN_FLIGHT);
    expect(most[0]).toBeGreaterThan(1);
  });

  it('acknowledgements lost after the append: copies in Kafka, each known by number and id', async () => {
    const service = await steady(`127.0.0.1:${proxyPort}`);
    proxy.trouble = { loseAcknowledgements: 5 };
    await waitFor(() => proxy.lostAcknowledgements === 5, { timeoutMs: 60_000, what: 'five lost acknowledgements' });
    await catchUp(service);
    const { received } = await expectAll(service, kafka.bootstrapServers, topics);
    const copies = [...received.values()].filter((count) => count > 1).length;
    console.log(`${copies} records have copies in Kafka`);
    expect(copies).toBeGreaterThan(0);
  });
});
