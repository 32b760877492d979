import { beforeEach, describe, expect, inject, it } from 'vitest';
import { type RecordSet, encodeRecordBatch } from '@log-monitor/kafka-batch';
import produce from 'kafkajs/src/protocol/requests/produce/index.js';
import { DELIVERY_NUMBERS, type DeliveryNumbers, type DeliverySettings } from '../../src/settings/delivery-settings.js';
import { KafkaLink } from '../../src/kafkajs/kafka-link.js';
import { encodeProduceRequest } from '../../src/kafkajs/produce-request.js';
import { sendWholeBatches, wholeBatchMessage } from '../../src/kafkajs/whole-batch.js';
import { type Topics, createTopics, readTopic } from '../support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const numbers = Object.entries(DELIVERY_NUMBERS).map(([name, [value]]) => [name, value]);
const settings: Omit<DeliverySettings, 'topics'> = {
  ...(Object.fromEntries(numbers) as DeliveryNumbers),
  clientName: 'test',
  brokers: [bootstrap],
  ssl: false,
  sasl: undefined,
  createTopics: false,
  compression: 'none',
  spool: false,
  onNotice: () => undefined,
};
const time = 1_700_000_000_000;
const set: RecordSet = {
  key: Buffer.from('instance'),
  headers: { 'last-seq': Buffer.from('3') },
  timestamp: time,
  values: ['one', 'two', 'three'].map((text) => Buffer.from(text)),
};
const asMessages = set.values.map((value) => ({ key: set.key, value, headers: set.headers, timestamp: String(time) }));

/** What kafkajs sends for messages. */
async function encode(version: number, messages: { value: unknown }[]): Promise<Buffer> {
  const partitions = [{ partition: 3, messages: messages.map((message) => ({ ...message, firstSequence: 0 })) }];
  const data = { acks: -1, timeout: 1_000, topicData: [{ topic: 't', partitions }] };
  return (await produce.protocol({ version })(data).request.encode()).buffer;
}

describe('a message that stands for a whole batch', () => {
  it.each([3, 4, 5, 6, 7])('becomes the request that kafkajs makes of the messages, version %i', async (version) => {
    const byKafkajs = await encode(version, asMessages);
    sendWholeBatches();
    const ours = await encode(version, [wholeBatchMessage(set)]);
    expect(ours.equals(byKafkajs)).toBe(true);
    const target = { topic: 't', partition: 3, acks: -1, timeout: 1_000 };
    expect(ours.equals(encodeProduceRequest(target, encodeRecordBatch(set, 0)))).toBe(true);
    // Messages of others are encoded as before.
    expect((await encode(version, asMessages)).equals(byKafkajs)).toBe(true);
  });

  it.each([0, 1, 2])('is no value of a message in an old format, version %i', async (version) => {
    sendWholeBatches();
    await expect(encode(version, [wholeBatchMessage(set)])).rejects.toThrow('before 0.11');
  });
});

describe('a link to a real broker', () => {
  let topics: Topics;
  beforeEach(async () => {
    topics = await createTopics(bootstrap);
  });

  it.each(['none', 'gzip'] as const)(
    'delivers batches, with the time asked for or now, compression %s',
    async (compression) => {
      const link = new KafkaLink({ ...settings, compression, topics: { main: topics.topic } });
      await link.connect();
      const before = Date.now();
      await link.send(topics.topic, { ...set, timestamp: undefined });
      await link.send(topics.topic, { ...set, timestamp: before - 86_400_000 });
      await link.close();
      const all = await readTopic(bootstrap, topics.topic);
      expect(all.map(({ value }) => value)).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
      for (const { key, headers } of all) expect([key, headers]).toEqual(['instance', { 'last-seq': '3' }]);
      const ages = all.map(({ timestamp }) => timestamp - before);
      for (const age of ages.slice(0, 3)) expect([age >= 0, age < 60_000]).toEqual([true, true]);
      expect(ages.slice(3)).toEqual([-86_400_000, -86_400_000, -86_400_000]);
    },
  );
});
