import type { Admin, ITopicConfig } from 'kafkajs';
import type { Configuration } from '../../configuration/configuration.js';
import { HOUR_MS } from '../../time/durations.js';
import type { PlannedTopic, TopicPlan } from '../../configuration/topic-plan.js';

const REPLICATION_WANTED = 3;

/** What has become of the planned topics. */
export interface ProvisionedTopics {
  /** Those that can be read. */
  existing: ReadonlySet<string>;
  /** Those of them that this call created. */
  created: readonly string[];
  /** Why wanted topics could not be created. */
  refused: Error | undefined;
}

/** @returns those of the planned topics that exist */
export async function existingTopics(admin: Admin, { topics }: TopicPlan): Promise<Set<string>> {
  const all = new Set(await admin.listTopics());
  return new Set(topics.map(({ topic }) => topic).filter((topic) => all.has(topic)));
}

/**
 * Creates the topics that are missing and ours. They use LogAppendTime, so that Kafka's time of a message is its time of arrival and no sender's clock can
 * make Kafka refuse it.
 *
 * @throws the broker's error, also when we may not create the topics that are required
 */
export async function createMissingTopics(
  admin: Admin,
  plan: TopicPlan,
  kafka: Configuration['kafka'],
): Promise<ProvisionedTopics> {
  const existing = await existingTopics(admin, plan);
  const missing = (upkeep: PlannedTopic['upkeep']): string[] =>
    plan.topics
      .filter((planned) => planned.upkeep === upkeep && !existing.has(planned.topic))
      .map(({ topic }) => topic);
  const required = missing('required');
  const wanted = missing('wanted');
  const created = await createTopics(admin, required, kafka);
  for (const topic of required) existing.add(topic);
  try {
    created.push(...(await createTopics(admin, wanted, kafka)));
    for (const topic of wanted) existing.add(topic);
    return { existing, created, refused: undefined };
  } catch (error) {
    return { existing, created, refused: error as Error };
  }
}

async function createTopics(
  admin: Admin,
  missing: readonly string[],
  kafka: Configuration['kafka'],
): Promise<string[]> {
  if (missing.length === 0) return [];
  const replication = kafka.replication ?? (await defaultReplication(admin));
  const topics = missing.map((topic) => topicConfig(topic, kafka, replication));
  // false: another monitor, or a producer, made them in the same moment.
  const created = await admin.createTopics({ topics, waitForLeaders: true, timeout: 10_000 });
  return created ? [...missing] : [];
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
