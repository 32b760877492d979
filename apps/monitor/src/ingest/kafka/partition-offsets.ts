import kafkajs, { type Admin } from 'kafkajs';

const { ConfigResourceTypes } = kafkajs;

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

/**
 * True when the topic is another one than that which was read up to a record of this time: every record that it has is newer.
 *
 * Tells a topic that was deleted and made again, and has already grown past the old position. Only for topics whose times are those
 * of arrival; a sender's clock proves nothing.
 *
 * @param lastTime time of the last stored record in milliseconds since 1970
 * @param low oldest offset that Kafka has of the partition
 */
export async function isNewerThroughout(
  admin: Admin,
  topic: string,
  partition: number,
  lastTime: number,
  low: number,
): Promise<boolean> {
  const newer = await admin.fetchTopicOffsetsByTimestamp(topic, lastTime + 1);
  const first = newer.find((one) => one.partition === partition);
  return first !== undefined && Number(first.offset) === low;
}

/** True when Kafka stamps this topic's messages on arrival. */
export async function usesArrivalTime(admin: Admin, topic: string): Promise<boolean> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['message.timestamp.type'] }],
  });
  return resources[0]?.configEntries[0]?.configValue === 'LogAppendTime';
}
