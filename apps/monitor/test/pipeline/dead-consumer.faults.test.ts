import { fileURLToPath } from 'node:url';
import { freePort, type LocalKafka, startKafka, waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TcpProxy } from '../../../../libs/winston-kafka/test/support/tcp-proxy.js';
import { FakeInstance } from '../parts/native-records.js';
import { SteadyLoad } from '../parts/steady-load.js';
import { metricOf, TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

let kafka: LocalKafka;
let proxy: TcpProxy;
let proxied: string;

beforeAll(async () => {
  const [behind, front] = [await freePort(), await freePort()];
  proxied = `127.0.0.1:${front}`;
  proxy = new TcpProxy(() => behind);
  await proxy.listen(front);
  const advertised = { host: '127.0.0.1', port: front };
  kafka = await startKafka({
    listeners: [{ name: 'PROXIED', protocol: 'PLAINTEXT', host: '127.0.0.1', port: behind, advertised }],
  });
});
afterAll(async () => {
  await proxy.close();
  await kafka.stop();
});

it('a fetch that is never answered is noticed, and the same process consumes again', async () => {
  const topics = await new TestTopics(kafka.bootstrapServers).create();
  const variables = { ...topics.variables, KAFKA_BOOTSTRAP_SERVERS: proxied };
  const pipeline = await TestPipeline.create({ bootstrapServers: proxied, variables });
  const load = new SteadyLoad(topics, new FakeInstance('steady'));
  try {
    const monitor = await pipeline.newMonitor();
    await monitor.start().ready();
    await pipeline.storing();
    const { pid } = monitor;
    // Every connection that there is stays open and says nothing more; new ones work.
    proxy.freeze();
    const since = Date.now();
    let redAfter: number | undefined;
    const watch = setInterval(() => {
      void fetch(`${monitor.url}/health/ready`).then(({ ok }) => {
        if (!ok) redAfter ??= Date.now() - since;
      });
    }, 100);
    // What was fetched before is still stored, and is no sign of a new consumer.
    await waitFor(async () => (await metricOf(monitor, 'logmonitor_ingest_consumer_restarts_total')) > 0, {
      timeoutMs: 30_000,
      what: 'another consumer',
    });
    await pipeline.storing();
    const consumingAfter = Date.now() - since;
    clearInterval(watch);
    console.log(`readiness red after ${redAfter} ms, consuming again after ${consumingAfter} ms`);
    expect(consumingAfter).toBeLessThan(30_000);
    expect(redAfter ?? consumingAfter).toBeLessThan(16_000);
    await load.stop();
    await pipeline.expectTruths(monitor, [load.app.truth()]);
    expect(monitor.pid).toBe(pid);
  } finally {
    await load.stop();
    await pipeline.close();
    await topics.end();
  }
});

it('a partition that is left out while others are read is noticed, and read again by the same process', async () => {
  const topics = await new TestTopics(kafka.bootstrapServers).create();
  const pausing = fileURLToPath(new URL('../parts/pause-partition.cjs', import.meta.url));
  const variables = { ...topics.variables, NODE_OPTIONS: `--require ${pausing}`, PAUSED_TOPIC: topics.main };
  const pipeline = await TestPipeline.create({ bootstrapServers: kafka.bootstrapServers, variables });
  const load = new SteadyLoad(topics, new FakeInstance('steady'));
  try {
    const monitor = await pipeline.newMonitor();
    await monitor.start().ready();
    await waitFor(() => monitor.output.includes('partition 0 is left out'), { timeoutMs: 10_000, what: 'the pause' });
    const { pid } = monitor;
    const began = Date.now();
    const restarts = (): Promise<number> => metricOf(monitor, 'logmonitor_ingest_consumer_restarts_total');
    await waitFor(async () => (await restarts()) > 0, { timeoutMs: 90_000, what: 'another consumer' });
    console.log(`noticed after ${Date.now() - began} ms`);
    expect(monitor.output).toContain(`${topics.main}/0 has stood at offset`);
    await load.stop();
    await pipeline.expectTruths(monitor, [load.app.truth()]);
    expect(await restarts()).toBe(1);
    expect(monitor.pid).toBe(pid);
  } finally {
    await load.stop();
    await pipeline.close();
    await topics.end();
  }
});
