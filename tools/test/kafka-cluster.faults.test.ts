import kafkajs from 'kafkajs';
import { afterAll, expect, it } from 'vitest';
import { newClusterId } from '../src/stack/kafka/format-storage.js';
import { startKafka, type LocalKafka } from '../src/stack/kafka/local-kafka.js';
import { freePort } from '../src/stack/process/port.js';
import { waitFor } from '../src/testing/wait-for.js';

const PASSWORD = 'correct horse';
const brokers: LocalKafka[] = [];

afterAll(() => Promise.all(brokers.map((broker) => broker.stop())));

/** Three brokers that let clients in by SCRAM-SHA-512 only; between themselves they talk in the clear, on loopback. */
async function startCluster(): Promise<string[]> {
  const nodes = await Promise.all(
    [1, 2, 3].map(async (nodeId) => ({ nodeId, host: '127.0.0.1', port: await freePort() })),
  );
  const clusterId = newClusterId();
  const clients = await Promise.all(nodes.map(() => freePort()));
  const started = nodes.map(({ nodeId }, index) =>
    startKafka({
      heapMb: 256,
      cluster: { nodeId, clusterId, voters: nodes },
      listeners: [
        {
          name: 'CLIENT',
          protocol: 'SASL_PLAINTEXT',
          host: '127.0.0.1',
          port: clients[index] ?? 0,
          properties: {
            'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
            'scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
          },
        },
      ],
      formatArguments: ['--add-scram', `SCRAM-SHA-512=[name=app,password=${PASSWORD}]`],
    }),
  );
  brokers.push(...(await Promise.all(started)));
  return clients.map((port) => `127.0.0.1:${port}`);
}

function client(servers: string[], password: string): kafkajs.Kafka {
  return new kafkajs.Kafka({
    brokers: servers,
    logLevel: kafkajs.logLevel.NOTHING,
    sasl: { mechanism: 'scram-sha-512', username: 'app', password },
  });
}

it('three brokers with passwords form a cluster that outlives one of them', async () => {
  const servers = await startCluster();
  await expect(client(servers, 'wrong').admin().connect()).rejects.toThrow(/invalid credentials/);
  const admin = client(servers, PASSWORD).admin();
  await admin.connect();
  expect((await admin.describeCluster()).brokers).toHaveLength(3);
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic: 'kept',
        numPartitions: 1,
        replicationFactor: 3,
        configEntries: [{ name: 'min.insync.replicas', value: '2' }],
      },
    ],
  });
  const producer = client(servers, PASSWORD).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const send = (value: string) => producer.send({ topic: 'kept', acks: -1, messages: [{ value }] });
  await waitFor(() => send('one'), { timeoutMs: 30_000, what: 'the topic to have a leader' });
  const { topics } = await admin.fetchTopicMetadata({ topics: ['kept'] });
  const leader = topics[0]?.partitions[0]?.leader ?? 0;
  await brokers[leader - 1]?.kill();
  await waitFor(() => send('two'), { timeoutMs: 60_000, what: 'another broker to lead' });
  await brokers[leader - 1]?.restart();
  await waitFor(async () => (await inSync(admin)) === 3, { timeoutMs: 60_000, what: 'all three to be in sync again' });
  expect(Number((await admin.fetchTopicOffsets('kept'))[0]?.high)).toBeGreaterThanOrEqual(2);
  await producer.disconnect();
  await admin.disconnect();
});

async function inSync(admin: kafkajs.Admin): Promise<number | undefined> {
  const { topics } = await admin.fetchTopicMetadata({ topics: ['kept'] });
  return topics[0]?.partitions[0]?.isr.length;
}
