import { type Admin, type ITopicConfig } from 'kafkajs';
import { type Configuration } from '../../configuration/configuration.js';
import { HOUR_MS } from '../../time/durations.js';
import { type TopicPlan } from '../../configuration/topic-plan.js';

const REPLICATION_WANTED = 3;

/**
 * Creates the topics that are missing. They use LogAppendTime, so that Kafka's time of a message is its time of arrival and no sender's clock can
 * make Kafka refuse it.
 *
 * @returns names of the topics that this call created
 * @throws the broker's error, also when we may not create topics
 */
export async function createMissingTopics(
  admin: Admin,
  { topics: wanted }: TopicPlan,
  kafka: Configuration['kafka'],
): Promise<string[]> {
  const existing = new Set(await admin.listTopics());
  const missing = wanted.map(({ topic }) => topic).filter((topic) => !existing.has(topic));
  if (missing.length === 0) return [];
  const replication = kafka.replication ?? (await defaultReplication(admin));
  const topics = missing.map((topic) => topicConfig(topic, kafka, replication));
  // false: another monitor, or a producer, made them in the same moment.
  const created = await admin.createTopics({ topics, waitForLeaders: true, timeout: 10_000 });
  return created ? missing : [];
}

function topicConfig(topic: string, kafka: Configuration['kafka'], replicationFactor: number): ITopicConfig {
  return {
    topic,
    numPartitions: kafka.partitions,
    replicationFactor,
    configEntries: [
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'retention.ms', value: String(kafka.retentionHours * HOUR_MS) },
    ],
  };
}

async function defaultReplication(admin: Admin): Promise<number> {
  const { brokers } = await admin.describeCluster();
  return Math.min(REPLICATION_WANTED, Math.max(1, brokers.length));
}
