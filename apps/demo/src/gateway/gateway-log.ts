import { GeneratorError, KafkaSink, type KafkaSettings } from '@log-monitor/generator';
import type { ServiceUrls } from '../service/service-name.js';
import type { Exchange } from './exchange.js';
import { GATEWAY_TOPICS, gatewayLines, type GatewayTopic } from './gateway-line.js';

const FLUSH_MS = 500;
/** After a failure, Kafka is left alone for so long. */
const PAUSE_MS = 5_000;
/** Lines of one topic that wait while Kafka is away; a gateway of the demo may forget more. */
const MAX_WAITING = 2_000;

/** Sends the access log of the gateways before the services to Kafka, as their collectors would. It never fails: what cannot be sent is counted. */
export class GatewayLog {
  readonly #urls: ServiceUrls;
  readonly #settings: KafkaSettings;
  readonly #waiting = new Map<GatewayTopic, string[]>();
  readonly #sinks = new Map<GatewayTopic, KafkaSink>();
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> = Promise.resolve();
  #isBusy = false;
  #pausedUntil = 0;
  #sent = 0;
  #lost = 0;

  constructor(urls: ServiceUrls, settings: KafkaSettings) {
    this.#urls = urls;
    this.#settings = settings;
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS);
    this.#timer.unref();
  }

  get summary(): string {
    return `${this.#sent} lines sent, ${this.#lost} lost`;
  }

  /** Writes down a request that is over. */
  add(exchange: Exchange): void {
    for (const { topic, line } of gatewayLines(exchange, new URL(this.#urls[exchange.service]).host)) {
      const waiting = this.#waiting.get(topic) ?? [];
      this.#waiting.set(topic, waiting);
      if (waiting.length < MAX_WAITING) waiting.push(line);
      else this.#lost += 1;
    }
  }

  /** Sends what waits, if Kafka takes it in time. @param ms after which nobody waits any longer */
  async stop(ms: number): Promise<void> {
    clearInterval(this.#timer);
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
    const end = async (): Promise<void> => {
      await this.#flushing;
      await this.#sendAll();
      await Promise.all([...this.#sinks.values()].map(async (sink) => sink.close()));
    };
    await Promise.race([end(), deadline]);
    for (const lines of this.#waiting.values()) this.#lost += lines.length;
    this.#waiting.clear();
  }

  #flush(): void {
    if (this.#isBusy || Date.now() < this.#pausedUntil) return;
    this.#isBusy = true;
    this.#flushing = this.#sendAll().finally(() => (this.#isBusy = false));
  }

  async #sendAll(): Promise<void> {
    for (const topic of GATEWAY_TOPICS) {
      const lines = this.#waiting.get(topic);
      if (lines === undefined || lines.length === 0) continue;
      this.#waiting.delete(topic);
      try {
        const sink = await this.#sinkOf(topic);
        await sink.write(lines);
        this.#sent += lines.length;
      } catch (error) {
        if (!(error instanceof GeneratorError)) throw error;
        // The services' transport says what is wrong with Kafka.
        this.#lost += lines.length;
        this.#sinks.delete(topic);
        this.#pausedUntil = Date.now() + PAUSE_MS;
        return;
      }
    }
  }

  async #sinkOf(topic: GatewayTopic): Promise<KafkaSink> {
    const known = this.#sinks.get(topic);
    if (known) return known;
    const sink = new KafkaSink(topic, this.#settings);
    await sink.open();
    this.#sinks.set(topic, sink);
    return sink;
  }
}
