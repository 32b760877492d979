import kafkajs, { type Producer, type SASLOptions } from 'kafkajs';
import { GeneratorError } from '../failure/generator-error.js';
import type { KafkaSettings } from './kafka-settings.js';
import { lineBytes } from '../format/line-bytes.js';
import type { Sink } from './sink.js';

const { CompressionTypes, Kafka, logLevel, Partitioners } = kafkajs;
const CONNECT_MS = 5_000;
const SEND_MS = 15_000;

/** One line is one message of a topic. A topic that is not there is made. */
export class KafkaSink implements Sink {
  readonly name: string;
  readonly #topic: string;
  readonly #settings: KafkaSettings;
  #producer: Producer | undefined;

  constructor(topic: string, settings: KafkaSettings) {
    this.#topic = topic;
    this.#settings = settings;
    this.name = `topic ${topic}`;
  }

  async open(): Promise<void> {
    const { brokers, ssl, sasl } = this.#settings;
    const kafka = new Kafka({
      clientId: 'log-monitor-generator',
      brokers: [...brokers],
      ssl,
      ...(sasl && { sasl: sasl as SASLOptions }),
      logLevel: logLevel.NOTHING,
      connectionTimeout: CONNECT_MS,
      requestTimeout: SEND_MS,
      retry: { retries: 3 },
    });
    try {
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: this.#topic }] }).finally(() => admin.disconnect());
      this.#producer = kafka.producer({
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await this.#producer.connect();
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  async write(lines: readonly string[]): Promise<void> {
    const messages = lines.map((line) => ({ value: lineBytes(line) }));
    try {
      await this.#producer?.send({
        topic: this.#topic,
        messages,
        acks: -1,
        timeout: SEND_MS,
        compression: CompressionTypes.None,
      });
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect();
  }

  #failure(cause: unknown): GeneratorError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new GeneratorError(
      `Kafka at ${this.#settings.brokers.join(', ')} does not take lines for ${this.#topic}: ${reason}.`,
      { cause },
    );
  }
}
