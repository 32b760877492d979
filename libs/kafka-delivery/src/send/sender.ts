import type { DeliverySettings } from '../settings/delivery-settings.js';
import type { DropReporter } from '../drops/drop-reporter.js';
import type { KafkaLink } from '../kafkajs/kafka-link.js';
import type { HeldRecord } from '../queue/held-record.js';
import type { RecordQueue } from '../queue/record-queue.js';
import { BatchSender, type SendEvents } from './batch-sender.js';
import { classifySendError } from '../kafkajs/classify-send-error.js';
import type { Connection } from './connection.js';
import { MessageHeaders } from './message-headers.js';

const REPORT_AFTER_MS = 5_000;
/** After so many answers of "not now" in a row the connection itself is doubted. */
const MAX_BROKER_FAILURES = 6;

/** Decides when what is sent: batches by size and time, a few on their way at once, one backoff for everything. */
export class Sender {
  readonly #batches: BatchSender;
  #pumpTimer: NodeJS.Immediate | undefined;
  #lingerTimer: NodeJS.Timeout | undefined;
  #pauseTimer: NodeJS.Timeout | undefined;
  #reportTimer: NodeJS.Timeout | undefined;
  #due = false;
  #hurrying = 0;
  #brokerFailures = 0;

  constructor(
    private readonly settings: DeliverySettings,
    private readonly queue: RecordQueue,
    private readonly reporter: DropReporter,
    private readonly connection: Connection,
    private readonly events: SendEvents,
  ) {
    this.#batches = new BatchSender(settings.topics, new MessageHeaders(settings.plain), queue, reporter, events, {
      succeeded: () => this.#succeeded(),
      failed: (link, error, topic) => this.#failed(link, error, topic),
      mayWaitAside: () => connection.link !== undefined,
      cameBack: () => {
        this.#due = true;
        this.#schedulePump();
      },
    });
  }

  /** A record was added to the queue. */
  wake(): void {
    // What ends the obstacle looks at the queue by itself; until then a log call must not pay for timers.
    if (!this.#canSend) return;
    if (this.#hasFullBatch) this.#schedulePump();
    else {
      this.#lingerTimer ??= later(this.settings.lingerMs, () => {
        this.#lingerTimer = undefined;
        this.#due = true;
        this.#pump();
      });
    }
  }

  /** Something was dropped: if no record carries the report soon, it travels alone. */
  reportSoon(): void {
    this.#reportTimer ??= later(REPORT_AFTER_MS, () => {
      this.#reportTimer = undefined;
      if (this.reporter.hasWork) void this.#sendReport(false);
    });
  }

  /** While somebody hurries, nothing waits for a batch to fill. */
  hurry(on: boolean): void {
    this.#hurrying += on ? 1 : -1;
    if (!on) return;
    this.connection.hurry();
    this.resume();
  }

  /** Kafka is there again. */
  resume(): void {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = undefined;
    this.#due = true;
    this.#batches.retryWaiting();
    this.#schedulePump();
  }

  /** Smallest number among the records on their way, Infinity if none. */
  oldestOut(): number {
    return this.#batches.oldest();
  }

  /** Records on their way, to be copied to disk at the end. */
  recordsOut(): HeldRecord[] {
    return this.#batches.records();
  }

  /**
   * Says to Kafka that nothing more will come, within `ms` milliseconds during which the process stays alive.
   *
   * @returns whether Kafka has it
   */
  sendEnd(ms: number): Promise<boolean> {
    const sent = this.#sendReport(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      void sent.then((value) => {
        clearTimeout(timer);
        resolve(value);
      });
    });
  }

  stop(): void {
    clearImmediate(this.#pumpTimer);
    for (const timer of [this.#lingerTimer, this.#pauseTimer, this.#reportTimer]) clearTimeout(timer);
    this.#batches.stop();
  }

  async #sendReport(end: boolean): Promise<boolean> {
    const { link } = this.connection;
    const sent = link !== undefined && (await this.#batches.sendReport(link, end));
    if (!sent || this.reporter.hasWork) this.reportSoon();
    if (sent) this.events.progressed();
    return sent;
  }

  get #canSend(): boolean {
    const isConnected = this.connection.link !== undefined;
    return isConnected && this.#pauseTimer === undefined && this.#batches.underWay < this.settings.maxInFlight;
  }

  get #hasFullBatch(): boolean {
    const { batchRecords, batchBytes } = this.settings;
    return this.queue.waiting >= batchRecords || this.queue.bytesWaiting >= batchBytes;
  }

  #pump(): void {
    this.#pumpTimer = undefined;
    const { link } = this.connection;
    if (link === undefined || !this.#canSend || this.queue.waiting === 0) return;
    if (!this.#hasFullBatch && !this.#due && this.#hurrying === 0) return this.wake();
    const batch = this.queue.take(this.settings.batchRecords, this.settings.batchBytes);
    if (this.queue.waiting === 0) this.#due = false;
    void this.#send(link, batch);
    // One batch per turn of the loop: encoding several in a row would hold up the service.
    if (this.queue.waiting > 0) this.#schedulePump();
  }

  async #send(link: KafkaLink, batch: readonly HeldRecord[]): Promise<void> {
    await this.#batches.send(link, batch);
    if (this.reporter.hasWork) this.reportSoon();
    this.events.progressed();
    this.#schedulePump();
  }

  #succeeded(): void {
    this.#brokerFailures = 0;
    this.connection.backoff.reset();
  }

  #failed(link: KafkaLink, error: unknown, topic: string): void {
    const failure = classifySendError(error);
    if (failure === 'topic' && topic !== this.settings.topics.main) return this.events.topicTrouble(topic, error);
    if (link !== this.connection.link) return;
    if (failure === 'topic') this.events.topicTrouble(topic, error);
    else if (failure === 'connection' || ++this.#brokerFailures >= MAX_BROKER_FAILURES) {
      this.#brokerFailures = 0;
      this.connection.lost(link, error);
      return;
    }
    this.#pauseTimer ??= later(this.connection.backoff.next(), () => this.resume());
  }

  #schedulePump(): void {
    this.#pumpTimer ??= setImmediate(() => this.#pump());
  }
}

function later(ms: number, work: () => void): NodeJS.Timeout {
  return setTimeout(work, ms).unref();
}
