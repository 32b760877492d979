import kafkajs, { type Admin, type Producer, type SASLOptions } from 'kafkajs';
import type { RecordSet } from '@log-monitor/kafka-batch';
import type { DeliverySettings } from '../settings/delivery-settings.js';
import { classifySendError } from './classify-send-error.js';
import { DeadlineError, withDeadline } from './with-deadline.js';
import { CLIENT_ID_PREFIX, quietenRequestQueue } from './quiet-request-queue.js';
import { SocketPool, probe } from './socket-pool.js';
import { sendWholeBatches, wholeBatchMessage } from './whole-batch.js';

const { CompressionTypes, Kafka, Partitioners, logLevel } = kafkajs;
const CLOSE_DEADLINE_MS = 1_000;
let clients = 0;

export type LinkSettings = Pick<
  DeliverySettings,
  | 'clientName'
  | 'brokers'
  | 'ssl'
  | 'sasl'
  | 'connectTimeoutMs'
  | 'sendTimeoutMs'
  | 'compression'
  | 'createTopics'
  | 'topics'
>;

/**
 * One life of a connection to Kafka: made, used, and thrown away whole as soon as anything about it is in doubt
 * (kafkajs#907, #979, #1174: producers that do not come back). Every call has a deadline of our own.
 */
export class KafkaLink {
  readonly #sockets = new SocketPool();
  readonly #producer: Producer;
  readonly #urgentProducer: Producer;
  #urgentProducerReady: Promise<void> | undefined;
  readonly #admin: Admin;
  #closed = false;

  constructor(private readonly settings: LinkSettings) {
    const clientId = `${CLIENT_ID_PREFIX}${settings.clientName.slice(0, 64).replace(/[^A-Za-z0-9._-]/g, '_')}:${process.pid}.${++clients}`;
    quietenRequestQueue();
    sendWholeBatches();
    const kafka = new Kafka({
      clientId,
      brokers: [...settings.brokers],
      ssl: settings.ssl,
      ...(settings.sasl === undefined ? {} : { sasl: settings.sasl as SASLOptions }),
      // Its own log would end in the service's output, and through a console transport in ourselves.
      logLevel: logLevel.NOTHING,
      socketFactory: this.#sockets.make,
      connectionTimeout: Math.min(settings.connectTimeoutMs, 5_000),
      // Its check of time limits is a timer every 100 ms that keeps the process alive; our deadlines do that work.
      enforceRequestTimeout: false,
      requestTimeout: settings.sendTimeoutMs,
      // One try per broker of the list; the sender's one backoff decides about everything else.
      retry: { retries: settings.brokers.length - 1, initialRetryTime: 50, maxRetryTime: 200 },
    });
    const makeProducer = (): Producer =>
      kafka.producer({
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
        retry: { retries: 0 },
      });
    this.#producer = makeProducer();
    // A client of its own: in a shared one, kafkajs's refresh of metadata fails for every topic while one is missing.
    this.#urgentProducer = makeProducer();
    this.#admin = kafka.admin({ retry: { retries: 0 } });
  }

  /**
   * Connects, and creates the topics if that is wanted.
   *
   * @throws DeadlineError or kafkajs's error
   */
  async connect(): Promise<void> {
    await this.#findListener();
    await this.#guarded('connecting', this.settings.connectTimeoutMs, this.#producer.connect());
    if (this.settings.createTopics !== false) await this.#createMissingTopics();
  }

  /**
   * Sends records to one topic and waits for the acknowledgement of all replicas in sync.
   *
   * @throws DeadlineError or kafkajs's error
   */
  async send(topic: string, records: RecordSet): Promise<void> {
    await this.#guarded('sending', this.settings.sendTimeoutMs, this.#produce(topic, records));
  }

  /** Ends the connection within a second, cutting it if need be. Never rejects. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      const producers = [this.#producer, ...(this.#urgentProducerReady === undefined ? [] : [this.#urgentProducer])];
      const disconnects = Promise.all(producers.map((producer) => producer.disconnect()));
      await withDeadline('disconnecting', CLOSE_DEADLINE_MS, disconnects);
    } catch {
      // It is cut off below either way.
    } finally {
      this.cut('closed');
    }
  }

  /** Cuts the connection now; everything pending on it fails. */
  cut(reason: string): void {
    this.#closed = true;
    this.#sockets.destroy(reason);
  }

  async #produce(topic: string, records: RecordSet): Promise<void> {
    const compression = this.settings.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None;
    const timeout = this.settings.sendTimeoutMs;
    const producer = await this.#producerOf(topic);
    await producer.send({ topic, messages: [wholeBatchMessage(records)], acks: -1, timeout, compression });
  }

  /** The urgent topic's producer connects when the first record needs it. */
  async #producerOf(topic: string): Promise<Producer> {
    if (topic === this.settings.topics.main) return this.#producer;
    this.#urgentProducerReady ??= this.#urgentProducer.connect();
    try {
      await this.#urgentProducerReady;
    } catch (error) {
      this.#urgentProducerReady = undefined;
      throw error;
    }
    return this.#urgentProducer;
  }

  async #guarded<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
    try {
      return await withDeadline(what, ms, work);
    } catch (error) {
      if (error instanceof DeadlineError) this.cut(error.message);
      throw error;
    }
  }

  async #findListener(): Promise<void> {
    const deadline = Math.min(this.settings.connectTimeoutMs, 5_000);
    await Promise.any(this.settings.brokers.map((broker) => probe(broker, deadline))).catch((error: unknown) => {
      throw error instanceof AggregateError ? (error.errors[0] as Error) : error;
    });
  }

  async #createMissingTopics(): Promise<void> {
    const { topics: plan, connectTimeoutMs, createTopics } = this.settings;
    await this.#guarded('creating topics', connectTimeoutMs, this.#admin.connect());
    try {
      const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
      const names = plan.urgent === undefined ? [plan.main] : [plan.main, plan.urgent.topic];
      const topics = names.map((topic) => ({ topic, configEntries }));
      await this.#guarded(
        'creating topics',
        connectTimeoutMs,
        this.#admin.createTopics({ topics, waitForLeaders: false }),
      );
    } catch (error) {
      // Whether a topic is missing then, the first send to it will tell.
      if (createTopics !== 'if-allowed' || classifySendError(error) !== 'topic') throw error;
    } finally {
      await withDeadline('disconnecting', CLOSE_DEADLINE_MS, this.#admin.disconnect()).catch(() => undefined);
    }
  }
}
