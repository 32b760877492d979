import { randomUUID } from 'node:crypto';
import { uniqueName, waitFor } from '@log-monitor/tools';
import { Kafka, logLevel, type Producer } from 'kafkajs';

/** Two topics of a test's own, with one partition each, so that the order of messages is known; and a raw producer. */
export class TestTopics {
  readonly main = uniqueName('logs');
  readonly errors = `${this.main}-errors`;
  readonly #kafka: Kafka;
  #producer: Producer | undefined;

  constructor(readonly bootstrapServers: string) {
    this.#kafka = new Kafka({
      clientId: `test-${randomUUID()}`,
      brokers: [bootstrapServers],
      logLevel: logLevel.NOTHING,
    });
  }

  async create(numPartitions = 1): Promise<this> {
    const admin = this.#kafka.admin();
    await admin.connect();
    const configEntries = [
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'max.message.bytes', value: '50000000' },
    ];
    await admin.createTopics({
      topics: [this.main, this.errors].map((topic) => ({ topic, numPartitions, configEntries })),
      // kafkajs's own waiting fails where a busy broker does not know the topic a moment later.
      waitForLeaders: false,
    });
    const haveLeaders = async (): Promise<boolean> => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [this.main, this.errors] });
      return topics.every(
        ({ partitions }) => partitions.length === numPartitions && partitions.every(({ leader }) => leader >= 0),
      );
    };
    await waitFor(haveLeaders, { timeoutMs: 30_000, what: 'leaders of the topics' });
    await admin.disconnect();
    this.#producer = this.#kafka.producer({ allowAutoTopicCreation: false });
    await this.#producer.connect();
    return this;
  }

  /** The monitor's variables for these topics. */
  get variables(): Record<string, string> {
    return {
      KAFKA_BOOTSTRAP_SERVERS: this.bootstrapServers,
      LOG_TOPIC: this.main,
      ERROR_LOG_TOPIC: this.errors,
      KAFKA_GROUP_ID: this.main,
    };
  }

  /** One message per value; objects are sent as JSON, all in one request. */
  async send(topic: string, values: readonly unknown[], partition = 0): Promise<void> {
    const messages = values.map((value) => ({ value: encode(value), partition }));
    await this.#producer?.send({ topic, messages, acks: -1 });
  }

  async end(): Promise<void> {
    await this.#producer?.disconnect();
  }
}

function encode(value: unknown): Buffer | string | null {
  if (value === null || typeof value === 'string' || Buffer.isBuffer(value)) return value;
  return JSON.stringify(value);
}
