import { type TransportSettings } from '../options/transport-options.js';
import { type HeldRecord } from '../queue/held-record.js';
import { type RecordQueue } from '../queue/record-queue.js';
import { type Backoff } from './backoff.js';
import { BatchDelivery, type DeliveryEvents } from './batch-delivery.js';
import { classifySendError } from './classify-send-error.js';
import { type ConnectionKeeper } from './connection-keeper.js';
import { type DropCourier } from './drop-courier.js';
import { type KafkaLink } from './kafka-link.js';

const REPORT_AFTER_MS = 5_000;
/** After so many answers of "not now" in a row the connection itself is doubted. */
const MAX_BROKER_FAILURES = 6;

type SenderSettings = Pick<
  TransportSettings,
  'topic' | 'errorTopic' | 'batchBytes' | 'batchRecords' | 'lingerMs' | 'maxInFlight'
>;

/** What the transport wants to know. */
export interface SenderEvents extends Pick<DeliveryEvents, 'lastSeq' | 'delivered' | 'refused' | 'shifted'> {
  /** Records left the queue or came back: waiting flushes look again. */
  progressed(): void;
  topicTrouble(topic: string, error: unknown): void;
}

/** Decides when what is sent: batches by size and time, a few in flight, one backoff for everything. */
export class Sender {
  private readonly delivery: BatchDelivery;
  private pumpTimer: NodeJS.Immediate | undefined;
  private lingerTimer: NodeJS.Timeout | undefined;
  private pauseTimer: NodeJS.Timeout | undefined;
  private reportTimer: NodeJS.Timeout | undefined;
  private due = false;
  private urgent = 0;
  private brokerFailures = 0;

  constructor(
    private readonly settings: SenderSettings,
    private readonly queue: RecordQueue,
    private readonly courier: DropCourier,
    private readonly parts: { keeper: ConnectionKeeper; backoff: Backoff; instance: string },
    private readonly events: SenderEvents,
  ) {
    this.delivery = new BatchDelivery({ ...settings, instance: parts.instance }, queue, courier, {
      lastSeq: () => events.lastSeq(),
      delivered: (record) => events.delivered(record),
      refused: (record, error) => events.refused(record, error),
      shifted: (count) => events.shifted(count),
      succeeded: () => this.succeeded(),
      failed: (link, error, topic) => this.failed(link, error, topic),
      mayPark: () => parts.keeper.link !== undefined,
      unparked: () => {
        this.due = true;
        this.schedulePump();
      },
    });
  }

  /** A record was added to the queue. */
  wake(): void {
    // What ends the obstacle looks at the queue by itself; until then a log call must not pay for timers.
    if (!this.canSend) return;
    if (this.queue.waiting >= this.settings.batchRecords || this.queue.bytesWaiting >= this.settings.batchBytes) {
      this.schedulePump();
    } else {
      this.lingerTimer ??= this.later(this.settings.lingerMs, () => {
        this.lingerTimer = undefined;
        this.due = true;
        this.pump();
      });
    }
  }

  /** Something was dropped: if no record carries the report soon, it travels alone. */
  reportSoon(): void {
    this.reportTimer ??= this.later(REPORT_AFTER_MS, () => {
      this.reportTimer = undefined;
      if (this.courier.hasWork) void this.sendLoneReport(false);
    });
  }

  /** While urgent, nothing waits for a batch to fill. */
  setUrgent(on: boolean): void {
    this.urgent += on ? 1 : -1;
    if (!on) return;
    this.parts.keeper.hurry();
    this.resume();
  }

  /** Kafka is there again. */
  resume(): void {
    clearTimeout(this.pauseTimer);
    this.pauseTimer = undefined;
    this.due = true;
    this.delivery.retryParked();
    this.schedulePump();
  }

  /** Smallest number among the records that are out for sending, Infinity if none. */
  oldestOut(): number {
    return this.delivery.oldest();
  }

  /** Records that are out for sending, for a spill at exit. */
  recordsOut(): HeldRecord[] {
    return this.delivery.records();
  }

  /**
   * Sends a report of drops on its own; with `end` it also says that nothing more will come.
   *
   * @returns whether Kafka has it
   */
  async sendLoneReport(end: boolean): Promise<boolean> {
    const { link } = this.parts.keeper;
    const sent = link !== undefined && (await this.delivery.deliverReport(link, end));
    if (!sent || this.courier.hasWork) this.reportSoon();
    return sent;
  }

  stop(): void {
    clearImmediate(this.pumpTimer);
    for (const timer of [this.lingerTimer, this.pauseTimer, this.reportTimer]) clearTimeout(timer);
    this.delivery.stop();
  }

  private get canSend(): boolean {
    const isConnected = this.parts.keeper.link !== undefined;
    return isConnected && this.pauseTimer === undefined && this.delivery.underWay < this.settings.maxInFlight;
  }

  private pump(): void {
    this.pumpTimer = undefined;
    const { link } = this.parts.keeper;
    if (link === undefined || !this.canSend || this.queue.waiting === 0) return;
    const { batchRecords, batchBytes } = this.settings;
    const full = this.queue.waiting >= batchRecords || this.queue.bytesWaiting >= batchBytes;
    if (!full && !this.due && this.urgent === 0) return this.wake();
    const batch = this.queue.take(batchRecords, batchBytes);
    if (this.queue.waiting === 0) this.due = false;
    void this.send(link, batch);
    // One batch per turn of the loop: encoding several in a row would hold up the service.
    if (this.queue.waiting > 0) this.schedulePump();
  }

  private async send(link: KafkaLink, batch: readonly HeldRecord[]): Promise<void> {
    await this.delivery.deliver(link, batch);
    if (this.courier.hasWork) this.reportSoon();
    this.events.progressed();
    this.schedulePump();
  }

  private succeeded(): void {
    this.brokerFailures = 0;
    this.parts.backoff.reset();
  }

  private failed(link: KafkaLink, error: unknown, topic: string): void {
    const failure = classifySendError(error);
    const { topic: main, errorTopic } = this.settings;
    if (failure === 'topic' && topic === errorTopic && topic !== main) return this.events.topicTrouble(topic, error);
    if (link !== this.parts.keeper.link) return;
    if (failure === 'topic') this.events.topicTrouble(topic, error);
    else if (failure === 'connection' || ++this.brokerFailures >= MAX_BROKER_FAILURES) {
      this.brokerFailures = 0;
      this.parts.keeper.lost(link, error);
      return;
    }
    this.pauseTimer ??= this.later(this.parts.backoff.next(), () => this.resume());
  }

  private schedulePump(): void {
    this.pumpTimer ??= setImmediate(() => this.pump());
  }

  private later(ms: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(work, ms);
    timer.unref();
    return timer;
  }
}
