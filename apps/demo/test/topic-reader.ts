import { type DropReport, HEADER, type LogRecord } from '@log-monitor/log-record';
import { waitFor } from '@log-monitor/tools';
import { type Consumer, Kafka, type KafkaMessage, logLevel } from 'kafkajs';

/** What a message says in addition to its value: whose it is and how far that process has counted. */
interface CleanEnd {
  readonly instance: string;
  readonly lastSeq: number;
}

/** Makes the topics of one test and keeps the records and the clean ends that arrive in the main one. */
export class TopicReader {
  readonly records: LogRecord[] = [];
  readonly cleanEnds: CleanEnd[] = [];
  readonly #kafka: Kafka;
  #consumer: Consumer | undefined;

  constructor(
    bootstrapServers: string,
    readonly topic: string,
  ) {
    this.#kafka = new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });
  }

  get errorTopic(): string {
    return `${this.topic}-errors`;
  }

  async start(): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [this.topic, this.errorTopic].map((topic) => ({ topic, numPartitions: 3 })),
      waitForLeaders: true,
    });
    await admin.disconnect();
    const consumer = this.#kafka.consumer({ groupId: `${this.topic}-reader`, maxWaitTimeInMs: 200 });
    this.#consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        this.#keep(message);
      },
    });
  }

  async stop(): Promise<void> {
    await this.#consumer?.disconnect();
  }

  /** Waits until the condition holds for what has arrived. */
  async until(what: string, condition: (reader: TopicReader) => boolean): Promise<void> {
    await waitFor(() => condition(this), { what, timeoutMs: 30_000 });
  }

  #keep({ value, headers }: KafkaMessage): void {
    const content = JSON.parse(String(value)) as LogRecord | DropReport;
    // A clean end without a last record travels on an empty report.
    if (String(headers?.[HEADER.end] ?? '') === 'true') {
      this.cleanEnds.push({ instance: content.instance, lastSeq: Number(String(headers?.[HEADER.lastSeq])) });
    }
    if (!('report' in content)) this.records.push(content);
  }
}
