import { type Admin } from 'kafkajs';

export interface OffsetRange {
  /** Oldest offset that Kafka still has. */
  low: number;
  /** One past the newest. */
  high: number;
}

/** The offsets that Kafka has of each partition of a topic. */
export async function fetchOffsetRanges(admin: Admin, topic: string): Promise<Map<number, OffsetRange>> {
  const partitions = await admin.fetchTopicOffsets(topic);
  return new Map(partitions.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
}
