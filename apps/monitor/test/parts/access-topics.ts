import { randomUUID } from 'node:crypto';
import { uniqueName, waitFor } from '@log-monitor/tools';
import { type Admin, Kafka, logLevel, type Message, type Producer } from 'kafkajs';

/** Topics of a test's own for lines of web servers, and what sends to them. */
export class AccessTopics {
  readonly #admin: Admin;
  readonly #producer: Producer;

  private constructor(
    readonly web: string,
    kafka: Kafka,
  ) {
    this.#admin = kafka.admin();
    this.#producer = kafka.producer({ allowAutoTopicCreation: false });
  }

  static async create(bootstrapServers: string): Promise<AccessTopics> {
    const kafka = new Kafka({ brokers: [bootstrapServers], logLevel: logLevel.NOTHING });
    const topics = new AccessTopics(uniqueName('web'), kafka);
    await topics.#admin.connect();
    await topics.#producer.connect();
    return topics;
  }

  get kong(): string {
    return `${this.web}-kong`;
  }

  get apisix(): string {
    return `${this.web}-apisix`;
  }

  /** What the monitor is told of them. */
  get variables(): Record<string, string> {
    return { ACCESS_LOG_TOPICS: `${this.web},${this.kong}=kong,${this.apisix}` };
  }

  async add(names: readonly string[], numPartitions = 1): Promise<void> {
    const configEntries = [
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'max.message.bytes', value: '50000000' },
    ];
    await this.#admin.createTopics({
      topics: names.map((topic) => ({ topic, numPartitions, configEntries })),
      waitForLeaders: false,
    });
    const haveLeaders = async (): Promise<boolean> => {
      const { topics } = await this.#admin.fetchTopicMetadata({ topics: [...names] });
      return topics.every(
        ({ partitions }) => partitions.length === numPartitions && partitions.every(({ leader }) => leader >= 0),
      );
    };
    await waitFor(haveLeaders, { timeoutMs: 30_000, what: 'leaders of the topics' });
  }

  async remove(name: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [name] });
  }

  async send(topic: string, messages: readonly (Message | string | Buffer)[]): Promise<void> {
    const all = messages.map((message) =>
      typeof message === 'string' || Buffer.isBuffer(message) ? { value: message } : message,
    );
    await this.#producer.send({ topic, messages: all, acks: -1 });
  }

  async end(): Promise<void> {
    await this.#producer.disconnect();
    await this.#admin.disconnect();
  }
}

/** A collector's process: its lines have numbers. */
export class FakeCollector {
  readonly instance = randomUUID();
  #seq = 0;

  constructor(readonly source: string) {}

  lines(values: readonly string[]): Message[] {
    return values.map((value) => ({ key: this.instance, value, headers: this.#headers(++this.#seq) }));
  }

  #headers(seq: number): Record<string, string> {
    const { instance, source } = this;
    return { instance, source, seq: String(seq), 'last-seq': String(seq), server: 'web1', file: '/var/log/access.log' };
  }
}

/** A request in nginx's format "combined". */
export function combinedLine(number: number, time = Date.now()): string {
  const [, day, month, year, clock] = /(\d\d) (\w{3}) (\d{4}) (\S+)/.exec(
    new Date(time).toUTCString(),
  ) as RegExpExecArray;
  const status = number % 10 === 0 ? 404 : 200;
  return `203.0.113.${number % 250} - - [${day}/${month}/${year}:${clock} +0000] "GET /orders/${number} HTTP/1.1" ${status} ${100 + (number % 900)} "-" "curl/8.11.1"`;
}
