import { waitFor } from '@log-monitor/tools';
import { expect, inject, it } from 'vitest';
import { FakeInstance } from '../parts/native-records.js';
import { SteadyLoad } from '../parts/steady-load.js';
import { metricOf, TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

it('after a TypeError in the handler, which ends a kafkajs consumer for good, the same process consumes again', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const failing = new URL('../parts/fail-once.mjs', import.meta.url).href;
  const variables = { ...topics.variables, NODE_OPTIONS: `--import ${failing}` };
  const pipeline = await TestPipeline.create({ ...topics, variables });
  const load = new SteadyLoad(topics, new FakeInstance('steady'));
  try {
    const monitor = await pipeline.newMonitor();
    await monitor.start().ready();
    await pipeline.storing();
    const { pid } = monitor;
    process.kill(pid, 'SIGUSR2');
    await waitFor(() => monitor.output.includes('failpoint reached'), { timeoutMs: 10_000, what: 'the failpoint' });
    await waitFor(async () => !(await fetch(`${monitor.url}/health/ready`)).ok, {
      timeoutMs: 15_000,
      what: 'readiness to turn red',
      intervalMs: 5,
    });
    const restarts = (): Promise<number> => metricOf(monitor, 'logmonitor_ingest_consumer_restarts_total');
    // What was being stored meanwhile is finished first, and is no sign of a new consumer.
    await waitFor(async () => (await restarts()) > 0, { timeoutMs: 15_000, what: 'another consumer' });
    await pipeline.storing(30_000);
    expect(await restarts()).toBe(1);
    await load.stop();
    await pipeline.expectTruths(monitor, [load.app.truth()]);
    expect(monitor.pid).toBe(pid);
    await monitor.end('SIGTERM');
  } finally {
    await load.stop();
    await pipeline.close();
    await topics.end();
  }
});
