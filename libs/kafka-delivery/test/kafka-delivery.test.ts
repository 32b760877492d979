import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { DELIVERY_NUMBERS, type DeliveryNumbers, type DeliverySettings, KafkaDelivery } from '../src/index.js';
import { type Topics, createTopics, onlyLedger, readTopic, sorted, upTo } from './support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const folder = mkdtempSync(join(tmpdir(), 'kd-'));
let topics: Topics;

beforeEach(async () => {
  topics = await createTopics(bootstrap);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settings(more: Partial<DeliverySettings> = {}): DeliverySettings {
  const numbers = Object.entries(DELIVERY_NUMBERS).map(([name, [value]]) => [name, value] as const);
  return {
    ...(Object.fromEntries(numbers) as DeliveryNumbers),
    clientName: 'test',
    brokers: [bootstrap],
    ssl: false,
    sasl: undefined,
    topics: { main: topics.topic },
    createTopics: false,
    compression: 'none',
    spool: { dir: folder, maxBytes: 1e6, from: 3 },
    onNotice: () => undefined,
    ...more,
  };
}

/** Adds a record of the smallest kind. */
function add(delivery: KafkaDelivery, priority: number): boolean {
  const seq = delivery.takeNumber();
  const record = JSON.stringify({ instance: delivery.instance, seq, id: seq });
  return delivery.add(Buffer.from(record), seq, priority, Date.now());
}

describe('KafkaDelivery', () => {
  it('brings records of every priority to one topic, accounts for each number, and tells the end', async () => {
    const delivery = new KafkaDelivery(settings({ maxBufferRecords: 50 }));
    for (let index = 0; index < 100; index++) expect(add(delivery, 1 + (index % 5))).toBe(true);
    delivery.drop('rejected', delivery.takeNumber());
    expect(await delivery.flush(20_000)).toBe(true);
    expect(add(delivery, 1)).toBe(true);
    expect(await delivery.close(10_000)).toBe(true);
    expect(add(delivery, 5)).toBe(false);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect([ledger.received.size, ledger.dropped.size]).toEqual([51, 51]);
    expect(sorted([...ledger.received.keys(), ...ledger.dropped.keys()])).toEqual(upTo(102));
    expect(ledger.ended).toBe(true);
    const { accepted, delivered, dropped } = delivery.stats();
    expect([accepted, delivered]).toEqual([103, 51]);
    expect(dropped).toMatchObject({ queue_overflow: 50, rejected: 1, shutdown: 1 });
  });

  it('brings urgent records to a second topic too, the same bytes', async () => {
    const urgent = { topic: topics.errorTopic, from: 2 };
    const delivery = new KafkaDelivery(settings({ topics: { main: topics.topic, urgent } }));
    for (const priority of [1, 2, 3]) add(delivery, priority);
    expect(await delivery.finish(10_000)).toBe(true);
    const values = async (topic: string): Promise<string[]> =>
      (await readTopic(bootstrap, topic)).map(({ value }) => value).filter((value) => !value.includes('report'));
    expect(await values(topics.errorTopic)).toEqual((await values(topics.topic)).slice(1));
    await delivery.close(1_000);
  });

  it('leaves what it cannot send to the next delivery with the same brokers and topics', async () => {
    const hasty = new KafkaDelivery(settings());
    add(hasty, 1);
    expect(await hasty.close(0)).toBe(false);
    expect(hasty.stats()).toMatchObject({ spilled: 1, delivered: 0 });
    const next = new KafkaDelivery(settings());
    add(next, 1);
    expect(await next.flush(20_000)).toBe(true);
    await expect.poll(() => next.stats().spool.recovered, { timeout: 20_000 }).toBe(1);
    await next.close(1_000);
    expect(await readTopic(bootstrap, topics.topic)).toHaveLength(3);
  });
});
