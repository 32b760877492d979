import { randomUUID } from 'node:crypto';
import { waitFor } from '@log-monitor/tools';
import { Kafka, logLevel } from 'kafkajs';

/** Messages of one process that Kafka holds beyond the first of each number, and the position up to which was read. */
interface Copies {
  seen: Set<number>;
  copies: number;
}

/**
 * Reads the whole of the main topic apart from the system under test, and counts how often each record lies there more than once: a transport that
 * was cut off from the broker sends again what it got no answer for.
 *
 * @returns copies by instance
 */
export async function copiesInKafka(bootstrapServers: string, topic: string): Promise<Map<string, number>> {
  const kafka = new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });
  const ends = await endsOf(kafka, topic);
  const found = new Map<string, Copies>();
  const consumer = kafka.consumer({ groupId: `oracle-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const left = new Set(ends.keys());
  await consumer.run({
    autoCommit: false,
    eachBatch: async (payload) => {
      const { batch } = payload;
      for (const { value } of batch.messages) note(found, value);
      if (Number(batch.lastOffset()) + 1 >= (ends.get(batch.partition) ?? 0)) left.delete(batch.partition);
      await payload.heartbeat();
    },
  });
  await waitFor(() => left.size === 0, { timeoutMs: 600_000, what: 'the whole topic to be read' });
  await consumer.disconnect();
  return new Map([...found].map(([instance, { copies }]) => [instance, copies]));
}

async function endsOf(kafka: Kafka, topic: string): Promise<Map<number, number>> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return new Map(
    offsets.filter(({ high }) => Number(high) > 0).map(({ partition, high }) => [partition, Number(high)]),
  );
}

function note(found: Map<string, Copies>, value: Buffer | null): void {
  const { instance, seq } = JSON.parse(String(value)) as { instance?: string; seq?: number };
  if (instance === undefined || seq === undefined) return;
  let one = found.get(instance);
  if (one === undefined) found.set(instance, (one = { seen: new Set(), copies: 0 }));
  if (one.seen.has(seq)) one.copies += 1;
  one.seen.add(seq);
}
