import { uniqueName } from '@log-monitor/tools';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { findClosedPort } from '../src/outside/free-port.js';
import { DemoProcess } from './demo-process.js';
import { TopicReader } from './topic-reader.js';

let demo: DemoProcess | undefined;
let reader: TopicReader | undefined;

afterEach(async () => {
  demo?.kill('SIGKILL');
  await reader?.stop();
  demo = undefined;
  reader = undefined;
});

async function startAgainstBroker(variables: Record<string, string> = {}): Promise<[DemoProcess, TopicReader]> {
  reader = new TopicReader(inject('kafkaBootstrapServers'), uniqueName('demo-end'));
  await reader.start();
  demo = new DemoProcess({
    KAFKA_BOOTSTRAP_SERVERS: inject('kafkaBootstrapServers'),
    LOG_TOPIC: reader.topic,
    ERROR_LOG_TOPIC: reader.errorTopic,
    ...variables,
  });
  return [demo, reader];
}

describe('the end of the demo', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes what is in flight and delivers every record, with exit code 0',
    async (signal) => {
      const [running, topic] = await startAgainstBroker({ DEMO_RATE: '6' });
      await topic.until('some traffic', ({ records }) => records.length > 200);
      running.kill(signal);
      expect(await running.end()).toBe(0);
      expect(running.stdout).toMatch(/^Traffic: \d+ requests sent, 0 unanswered$/m);

      await topic.until('the end of all three', ({ cleanEnds }) => cleanEnds.length === 3);
      const numbersOf = (instance: string): number[] =>
        topic.records.filter((record) => record.instance === instance).map(({ seq }) => seq);
      for (const { instance, lastSeq } of topic.cleanEnds) {
        await topic.until(`all of ${instance}`, () => numbersOf(instance).length >= lastSeq);
        expect(numbersOf(instance).sort((a, b) => a - b)).toEqual(Array.from({ length: lastSeq }, (_, n) => n + 1));
      }
      expect(new Set(topic.records.map(({ service }) => service)).size).toBe(3);
      expect(new Set(topic.records.map(({ instance }) => instance)).size).toBe(3);
    },
  );

  it('comes at once and cleanly while Kafka is away, and until then the services go on serving', async () => {
    demo = new DemoProcess({
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${await findClosedPort()}`,
      DEMO_RATE: '0',
    });
    const urls = await demo.urls();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${urls.booking}/flights/LH400/seats`).then(({ status }) => status)),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await demo.stop()).toBe(0);
  });
});

describe('a service on its own', () => {
  it('is told which variable it misses', async () => {
    demo = new DemoProcess({}, ['booking']);
    expect(await demo.end()).toBe(1);
    expect(demo.stderr).toMatch(/^log-monitor demo: USERMANAGEMENT_URL and NOTIFICATION_URL must say .*\n$/);
  });

  it('serves by variables, as in a container', async () => {
    const away = `http://127.0.0.1:${await findClosedPort()}`;
    const [running, topic] = await startAgainstBroker();
    await running.stop();
    demo = new DemoProcess(
      {
        KAFKA_BOOTSTRAP_SERVERS: inject('kafkaBootstrapServers'),
        LOG_TOPIC: topic.topic,
        ERROR_LOG_TOPIC: topic.errorTopic,
        USERMANAGEMENT_URL: away,
        NOTIFICATION_URL: away,
      },
      ['booking'],
    );
    const { booking } = await demo.urls(['booking']);
    const health = await fetch(`${booking}/health`);
    expect(await health.json()).toEqual({ status: 'ok', service: 'booking' });
    expect(await demo.stop()).toBe(0);
  });
});

describe('the first error', () => {
  it('comes among the first records of the traffic', async () => {
    const [running, topic] = await startAgainstBroker();
    await topic.until('an error', ({ records }) => records.some(({ level }) => level === 'ERROR'));
    expect(topic.records.findIndex(({ level }) => level === 'ERROR')).toBeLessThan(20);
    expect(await running.stop()).toBe(0);
  });
});
