import { freePort, newClusterId, startKafka, startSecuredKafka, waitFor } from '@log-monitor/tools';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { copiesInKafka } from '../parts/kafka-copies.js';
import { killAfterCommit, killMidTransaction } from '../parts/kill-moments.js';
import { truthOf } from '../parts/logging-service.js';
import { TestPipeline } from '../parts/test-pipeline.js';

const SERVICES = ['orders', 'users', 'payments', 'mails'];
/** More than any run takes: the services are told when it is enough. */
const NO_END = 100_000_000;

let pipeline: TestPipeline;
afterEach(() => pipeline.close());

describe('exactly once', () => {
  it('through 100 kill -9 of the monitor while it is storing', async () => {
    pipeline = await TestPipeline.create({ bootstrapServers: inject('kafkaBootstrapServers') });
    const monitor = await pipeline.newMonitor();
    await monitor.start().ready();
    const started = Date.now();
    const services = pipeline.startServices(SERVICES, NO_END, 300);
    const kills = { rolledBack: 0, untoldToKafka: 0, other: 0 };
    // A life of the monitor takes some seven seconds: the group waits for the session of the killed one to end.
    for (let kill = 0; kill < 100; kill += 1) {
      if (kill % 2 === 0) kills[(await killMidTransaction(pipeline, monitor)) ? 'rolledBack' : 'other'] += 1;
      else kills[(await killAfterCommit(pipeline, monitor)) ? 'untoldToKafka' : 'other'] += 1;
      monitor.start();
    }
    const seconds = Math.round((Date.now() - started) / 1000);
    services.enough();
    const logged = await services.logged;
    await pipeline.expectLogged(monitor, logged);
    const records = logged.reduce((sum, service) => sum + service.logged, 0);
    console.log(`100 kills in ${seconds} s ${JSON.stringify(kills)}, ${records} records: 0 lost, 0 duplicated`);
    expect(kills.rolledBack).toBeGreaterThan(0);
    expect(kills.untoldToKafka).toBeGreaterThan(0);
  });

  it('over TLS with SCRAM-SHA-512 at both ends', async () => {
    const secured = await startSecuredKafka();
    try {
      pipeline = await TestPipeline.create({
        bootstrapServers: secured.bootstrapServers,
        variables: {
          KAFKA_SSL: 'true',
          KAFKA_SSL_CA_FILE: secured.caFile,
          KAFKA_SASL_MECHANISM: 'scram-sha-512',
          KAFKA_SASL_USERNAME: secured.username,
          KAFKA_SASL_PASSWORD: secured.password,
        },
      });
      const monitor = await pipeline.newMonitor();
      await monitor.start().ready();
      await pipeline.expectLogged(monitor, await pipeline.startServices(SERVICES, 5000, 0).logged);
      const refused = await pipeline.newMonitor({ KAFKA_SASL_PASSWORD: 'wrong' });
      refused.start();
      await waitFor(() => refused.output.includes('KAFKA_BOOTSTRAP_SERVERS'), {
        timeoutMs: 20_000,
        what: 'the refusal to be named',
      });
      expect(refused.output).not.toContain(secured.password);
    } finally {
      await Promise.all(pipeline.monitors.map((monitor) => monitor.end('SIGKILL')));
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
      const bootstrapServers = brokers.map((broker) => broker.bootstrapServers).join(',');
      pipeline = await TestPipeline.create({ bootstrapServers });
      const monitor = await pipeline.newMonitor();
      await monitor.start().ready(60_000);
      const { logged } = pipeline.startServices(SERVICES, 40_000, 1000);
      await pipeline.storing();
      await brokers[1]?.kill();
      await pipeline.storing();
      await brokers[1]?.restart();
      const services = await logged;
      // Nothing that was left by the change of leaders keeps a service alive.
      const lastCallAt = Math.max(...services.map((service) => service.lastCallAt));
      expect(Date.now() - lastCallAt).toBeLessThan(30_000);
      const copies = await copiesInKafka(bootstrapServers, pipeline.variables['LOG_TOPIC'] as string);
      const truths = services.map((service) => truthOf(service, copies.get(service.instance)));
      await pipeline.expectTruths(monitor, truths);
    } finally {
      await Promise.all(pipeline.monitors.map((monitor) => monitor.end('SIGKILL')));
      await Promise.all(brokers.map((broker) => broker.stop()));
    }
  });
});
