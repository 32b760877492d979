import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { type RecordSet } from '@log-monitor/kafka-batch';
import { type DeliverySettings } from '../../src/delivery-settings.js';
import { type KafkaLink } from '../../src/kafkajs/kafka-link.js';
import type * as WholeBatchModule from '../../src/kafkajs/whole-batch.js';
import { type Topics, createTopics, readTopic } from '../support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const require = createRequire(import.meta.url);
const VERSIONS = [3, 4, 5, 6, 7];
const nameOf = (version: number): string => `kafkajs/src/protocol/requests/produce/v${version}/request`;

type MakeRequest = (data: ProduceData) => { encode(): Promise<{ buffer: Buffer }> };
interface ProduceData {
  acks: number;
  timeout: number;
  topicData: { topic: string; partitions: { partition: number; messages: unknown[]; firstSequence: number }[] }[];
}

/** kafkajs's modules as they were before anybody replaced them. */
const originals = VERSIONS.map((version) => require(nameOf(version)) as MakeRequest);
const moduleOf = (version: number): NodeJS.Module => require.cache[require.resolve(nameOf(version))] as NodeJS.Module;

function restore(): void {
  for (const [index, version] of VERSIONS.entries()) moduleOf(version).exports = originals[index];
}

/** Messages per request of the producers of this process from now on. */
function watchMessages(): number[] {
  const seen: number[] = [];
  for (const version of VERSIONS) {
    const before = moduleOf(version).exports as MakeRequest;
    moduleOf(version).exports = (data: ProduceData) => {
      seen.push(data.topicData[0]?.partitions[0]?.messages.length ?? 0);
      return before(data);
    };
  }
  return seen;
}

/** As if the process had just begun. */
async function freshModule(): Promise<typeof WholeBatchModule> {
  vi.resetModules();
  return import('../../src/kafkajs/whole-batch.js');
}

const set: RecordSet = {
  key: Buffer.from('instance'),
  headers: { 'last-seq': Buffer.from('3') },
  timestamp: undefined,
  values: ['one', 'two', 'three'].map((text) => Buffer.from(text)),
};
const dataOf = (...messages: unknown[]): ProduceData => ({
  acks: -1,
  timeout: 1_000,
  topicData: [{ topic: 't', partitions: [{ partition: 3, messages, firstSequence: 0 }] }],
});
beforeEach(restore);
afterEach(restore);

describe('wholeBatchesUnderstood', () => {
  it('teaches the kafkajs that is installed', async () => {
    const { wholeBatchesUnderstood, wholeBatchMessage } = await freshModule();
    expect(await wholeBatchesUnderstood()).toBe(true);
    const { buffer } = await (require(nameOf(7)) as MakeRequest)(dataOf(wholeBatchMessage(set))).encode();
    for (const value of set.values) expect(buffer.includes(value)).toBe(true);
  });

  it('leaves requests of others as they were', async () => {
    const { wholeBatchesUnderstood } = await freshModule();
    const message = { key: 'k', value: 'v', headers: { a: ['1', '2'] }, timestamp: '1700000000000' };
    const several = dataOf(message, { value: null, timestamp: '1700000000001' });
    const before = await Promise.all(originals.map((make) => make(several).encode()));
    await wholeBatchesUnderstood();
    const after = await Promise.all(
      VERSIONS.map((version) => (require(nameOf(version)) as MakeRequest)(several).encode()),
    );
    expect(after.map(({ buffer }) => buffer)).toEqual(before.map(({ buffer }) => buffer));
  });

  it('a kafkajs that writes something else is left to encode by itself', async () => {
    moduleOf(6).exports = (data: ProduceData) => {
      const request = originals[3]?.(data);
      return { ...request, encode: async () => ({ buffer: Buffer.from('a format of the future') }) };
    };
    expect(await (await freshModule()).wholeBatchesUnderstood()).toBe(false);
  });

  it('a kafkajs without these parts is left to encode by itself', async () => {
    moduleOf(4).exports = undefined;
    expect(await (await freshModule()).wholeBatchesUnderstood()).toBe(false);
  });

  it.each([1, 2, 7])('an encoder that was not taught throws: version %i', async (version) => {
    const { wholeBatchMessage } = await freshModule();
    const make = require(nameOf(version)) as MakeRequest;
    await expect(async () => make(dataOf(wholeBatchMessage(set))).encode()).rejects.toThrow(TypeError);
  });
});

describe('a link to a real broker', () => {
  let topics: Topics;
  let link: KafkaLink;

  async function connect(settings: Partial<DeliverySettings> = {}): Promise<void> {
    topics = await createTopics(bootstrap);
    // Of its own for each test, because a process teaches kafkajs once.
    vi.resetModules();
    const fresh = await import('../../src/kafkajs/kafka-link.js');
    link = new fresh.KafkaLink({
      brokers: [bootstrap],
      ssl: false,
      sasl: undefined,
      clientName: 'test',
      connectTimeoutMs: 10_000,
      sendTimeoutMs: 10_000,
      compression: 'none',
      createTopics: false,
      topics: { main: topics.topic, urgent: { topic: topics.errorTopic, from: 4 } },
      ...settings,
    });
    await link.connect();
  }

  const arrived = async (): Promise<string[]> => {
    const all = await readTopic(bootstrap, topics.topic);
    for (const { key, headers } of all) expect([key, headers]).toEqual(['instance', { 'last-seq': '3' }]);
    return all.map(({ value }) => value);
  };
  afterEach(() => link.close());

  it.each(['none', 'gzip'] as const)('sends a batch as one message, compression %s', async (compression) => {
    await connect({ compression });
    const sent = watchMessages();
    await link.send(topics.topic, set);
    expect(sent).toEqual([1]);
    expect(await arrived()).toEqual(['one', 'two', 'three']);
  });

  it('falls back to messages when its kafkajs is not the one that was taught, and stays there', async () => {
    await connect();
    restore();
    const sent = watchMessages();
    await link.send(topics.topic, set);
    await link.send(topics.topic, set);
    expect(sent).toEqual([1, 3, 3]);
    expect(await arrived()).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
  });

  it('times are those asked for, or now', async () => {
    await connect();
    const before = Date.now();
    await link.send(topics.topic, set);
    await link.send(topics.topic, { ...set, timestamp: before - 86_400_000 });
    const times = (await readTopic(bootstrap, topics.topic)).map(({ timestamp }) => timestamp);
    for (const time of times.slice(0, 3)) expect(time - before).toBeLessThan(60_000);
    for (const time of times.slice(0, 3)) expect(time).toBeGreaterThanOrEqual(before);
    expect(times.slice(3)).toEqual(Array.from({ length: 3 }, () => before - 86_400_000));
  });
});
