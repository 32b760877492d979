import { AccessLogSource } from '@log-monitor/access-log';
import { uniqueName, waitFor } from '@log-monitor/tools';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { Exchange } from '../src/gateway/exchange.js';
import { GATEWAY_TOPICS, gatewayLines } from '../src/gateway/gateway-line.js';
import { findClosedPort } from '../src/outside/free-port.js';
import { SERVICE_NAMES } from '../src/service/service-name.js';
import { DemoProcess } from './demo-process.js';
import { TopicReader } from './topic-reader.js';

const EXCHANGE: Exchange = {
  service: 'booking',
  method: 'GET',
  target: '/flights/LH400/seats?row=12',
  userId: 'u-117',
  requestId: 'req-6f1c',
  status: 200,
  bytes: 512,
  time: Date.UTC(2026, 10, 27, 8, 30),
  durationMs: 21.5,
};

let demo: DemoProcess | undefined;
let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  demo?.kill('SIGKILL');
  await close?.();
  demo = undefined;
  close = undefined;
});

describe('the gateways before the services', () => {
  it.each(SERVICE_NAMES)('log requests to %s so that a monitor reads them', (service) => {
    const [first, ...others] = gatewayLines({ ...EXCHANGE, service }, '127.0.0.1:3000');
    expect(others).toEqual([]);
    const [read] = new AccessLogSource().read(first?.line ?? '');
    expect(read?.line).toMatchObject({
      kind: 'access',
      httpRequestMethod: 'GET',
      urlPath: '/flights/LH400/seats',
      urlQuery: 'row=12',
      httpResponseStatusCode: 200,
      requestId: 'req-6f1c',
      serverAddress: expect.stringMatching(/^[a-z]+-api\.example\.com$/) as string,
      latency: 'measured',
    });
  });

  it('write an error log too, where the service was not there', () => {
    const all = Array.from({ length: 20 }, () =>
      gatewayLines({ ...EXCHANGE, service: 'usermanagement', status: 502 }, '127.0.0.1:3000'),
    );
    for (const lines of all) {
      expect(lines.map(({ topic }) => topic)).toEqual(['web-logs', 'web-errors']);
      const [read] = new AccessLogSource({ format: 'nginx-error' }).read(lines[1]?.line ?? '');
      expect(read?.line).toMatchObject({
        kind: 'error',
        host: 'account-api.example.com',
        upstream: 'http://127.0.0.1:3000/flights/LH400/seats',
      });
    }
  });

  it('send to the topics of their kind, with the request ids of the services’ records', async () => {
    const brokers = inject('kafkaBootstrapServers');
    const records = new TopicReader(brokers, uniqueName('demo-gateway'));
    await records.start();
    const requestIds = new Map<string, Set<string>>(GATEWAY_TOPICS.map((topic) => [topic, new Set()]));
    const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    demo = new DemoProcess({
      KAFKA_BOOTSTRAP_SERVERS: brokers,
      LOG_TOPIC: records.topic,
      ERROR_LOG_TOPIC: records.errorTopic,
      DEMO_RATE: '4',
    });
    const consumer = kafka.consumer({ groupId: uniqueName('demo-gateway'), maxWaitTimeInMs: 200 });
    close = async () => {
      await Promise.all([consumer.disconnect(), records.stop()]);
    };
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: GATEWAY_TOPICS.map((topic) => ({ topic })), waitForLeaders: true });
    await admin.disconnect();
    await consumer.connect();
    await consumer.subscribe({ topics: [...GATEWAY_TOPICS], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic, message }) => {
        for (const { line } of new AccessLogSource().read(message.value ?? '')) {
          if (line.kind === 'access' && line.requestId !== undefined) requestIds.get(topic)?.add(line.requestId);
        }
      },
    });
    const known = (): Set<unknown> => new Set(records.records.map(({ requestId }) => requestId));
    for (const topic of ['web-logs', 'logging.kong', 'apisix-logs']) {
      const isThere = (): boolean => {
        const of = known();
        return [...(requestIds.get(topic) ?? [])].filter((id) => of.has(id)).length >= 3;
      };
      await waitFor(isThere, { what: `requests in ${topic} that the services have logged`, timeoutMs: 40_000 });
    }
    expect(await demo.stop()).toBe(0);
    const [, sent, lost] = /^Gateways: (\d+) lines sent, (\d+) lost$/m.exec(demo.stdout) ?? [];
    expect(Number(sent)).toBeGreaterThan(8);
    expect(lost).toBe('0');
  });

  it('keep nobody waiting while Kafka is away', async () => {
    demo = new DemoProcess({ KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${await findClosedPort()}`, DEMO_RATE: '4' });
    const running = demo;
    await running.urls();
    // Until it has tried to send once.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const before = performance.now();
    expect(await running.stop()).toBe(0);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(running.stdout).toMatch(/^Gateways: 0 lines sent, [1-9]\d* lost$/m);
  });
});
