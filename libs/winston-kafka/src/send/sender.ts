import { type Message } from 'kafkajs';
import { CONTENT_TYPE_JSON, HEADER } from '@log-monitor/log-record';
import { type TransportSettings } from '../options/transport-options.js';
import { type HeldRecord, LANE } from '../queue/held-record.js';
import { type RecordQueue } from '../queue/record-queue.js';
import { type Backoff } from './backoff.js';
import { classifySendError } from './classify-send-error.js';
import { type ConnectionKeeper } from './connection-keeper.js';
import { type DropCourier } from './drop-courier.js';
import { type KafkaLink } from './kafka-link.js';
import { deliverLane } from './lane-delivery.js';
import { ErrorTopicParking } from './error-topic-parking.js';

const REPORT_AFTER_MS = 5_000;
const CONTENT_TYPE = Buffer.from(CONTENT_TYPE_JSON);
const TRUE = Buffer.from('true');
/** After so many answers of "not now" in a row the connection itself is doubted. */
const MAX_BROKER_FAILURES = 6;

type SenderSettings = Pick<
  TransportSettings,
  'topic' | 'errorTopic' | 'batchBytes' | 'batchRecords' | 'lingerMs' | 'maxInFlight'
>;

/** What the transport wants to know. */
export interface SenderEvents {
  delivered(record: HeldRecord): void;
  refused(record: HeldRecord, error: unknown): void;
  shifted(count: number): void;
  /** Records left the queue or came back: waiting flushes look again. */
  progressed(): void;
  topicTrouble(topic: string, error: unknown): void;
  lastSeq(): number;
}

/** Moves records from the queue to Kafka: batches by size and time, a few in flight, one backoff for everything. */
export class Sender {
  private readonly key: Buffer;
  private readonly parking: ErrorTopicParking;
  private readonly out = new Set<readonly HeldRecord[]>();
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
    this.key = Buffer.from(parts.instance);
    this.parking = new ErrorTopicParking((records) => this.retryParked(records));
  }

  /** A record was added to the queue. */
  wake(): void {
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
    this.parking.retryNow();
    this.schedulePump();
  }

  /** Smallest number among the records that are out for sending, Infinity if none. */
  oldestOut(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const batch of this.out) for (const { seq } of batch) if (seq < oldest) oldest = seq;
    return Math.min(oldest, this.parking.oldest());
  }

  /** Records that are out for sending, for a spill at exit. */
  recordsOut(): HeldRecord[] {
    return [...[...this.out].flat(), ...this.parking.all()];
  }

  /**
   * Sends a report of drops on its own; with `end` it also says that nothing more will come.
   *
   * @returns whether Kafka has it
   */
  async sendLoneReport(end: boolean): Promise<boolean> {
    const { link } = this.parts.keeper;
    if (link === undefined) {
      this.reportSoon();
      return false;
    }
    const { value, ranges } = this.courier.loneReport();
    try {
      await link.send(this.settings.topic, [{ key: this.key, value, headers: this.headers(end) }]);
      this.courier.acknowledge(ranges);
      if (this.courier.hasWork) this.reportSoon();
      return true;
    } catch (error) {
      this.failed(link, error, this.settings.topic);
      this.reportSoon();
      return false;
    }
  }

  stop(): void {
    clearImmediate(this.pumpTimer);
    for (const timer of [this.lingerTimer, this.pauseTimer, this.reportTimer]) clearTimeout(timer);
    this.parking.stop();
  }

  private pump(): void {
    this.pumpTimer = undefined;
    const { link } = this.parts.keeper;
    if (link === undefined || this.pauseTimer !== undefined || this.queue.waiting === 0) return;
    if (this.out.size >= this.settings.maxInFlight) return;
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
    this.out.add(batch);
    const cargo = this.courier.load(batch);
    const headers = this.headers(false);
    const toMessage = (record: HeldRecord, timestamp: string | undefined): Message => ({
      key: this.key,
      value: cargo.values.get(record) ?? record.bytes,
      headers,
      ...(timestamp === undefined ? {} : { timestamp }),
    });
    const reported = new Set<HeldRecord>();
    await Promise.all([
      this.sendLane(link, batch, LANE.main, toMessage, reported),
      this.sendLane(link, batch, LANE.errors, toMessage, reported),
    ]);
    this.out.delete(batch);
    this.courier.unload(cargo, (record) => reported.has(record));
    this.settle(batch);
    if (this.courier.hasWork) this.reportSoon();
    this.events.progressed();
    this.schedulePump();
  }

  private async sendLane(
    link: KafkaLink,
    batch: readonly HeldRecord[],
    lane: number,
    toMessage: (record: HeldRecord, timestamp: string | undefined) => Message,
    reported: Set<HeldRecord>,
  ): Promise<void> {
    const records = batch.filter((record) => (record.lanes & lane) !== 0);
    const topic = lane === LANE.main ? this.settings.topic : this.settings.errorTopic;
    try {
      await deliverLane(records, (messages) => link.send(topic, messages), toMessage, {
        acknowledged: (done) => {
          for (const record of done) {
            record.lanes &= ~lane;
            if (lane === LANE.main) reported.add(record);
          }
          if (done.length > 0) this.succeeded();
        },
        refused: (record, error) => {
          record.lanes &= ~lane;
          if (lane === LANE.main) {
            record.lanes = LANE.refused;
            this.events.refused(record, error);
          }
        },
        shifted: (count) => this.events.shifted(count),
      });
    } catch (error) {
      if (lane === LANE.errors && classifySendError(error) === 'topic') {
        this.events.topicTrouble(topic, error);
        return;
      }
      this.failed(link, error, topic);
    }
  }

  private settle(batch: readonly HeldRecord[]): void {
    // Youngest first, so that each goes back in front of the one before.
    for (let index = batch.length - 1; index >= 0; index--) {
      const record = batch[index] as HeldRecord;
      if (record.lanes === LANE.refused) this.queue.settle(record);
      else if (record.lanes === 0) this.finish(record);
      else if (record.lanes === LANE.errors && this.parts.keeper.link !== undefined) this.park(record);
      else this.queue.giveBack(record);
    }
  }

  private finish(record: HeldRecord): void {
    this.queue.settle(record);
    this.events.delivered(record);
  }

  /** The main topic has it, the errors topic is missing: it waits aside, so that it holds up nobody. */
  private park(record: HeldRecord): void {
    const displaced = this.parking.add(record);
    if (displaced !== undefined) this.finish(displaced);
  }

  private retryParked(records: readonly HeldRecord[]): void {
    for (let index = records.length - 1; index >= 0; index--) this.queue.giveBack(records[index] as HeldRecord);
    this.due = true;
    this.schedulePump();
  }

  private succeeded(): void {
    this.brokerFailures = 0;
    this.parts.backoff.reset();
  }

  private failed(link: KafkaLink, error: unknown, topic: string): void {
    if (link !== this.parts.keeper.link) return;
    const failure = classifySendError(error);
    if (failure === 'topic') this.events.topicTrouble(topic, error);
    else if (failure === 'connection' || ++this.brokerFailures >= MAX_BROKER_FAILURES) {
      this.brokerFailures = 0;
      this.parts.keeper.lost(link, error);
      return;
    }
    this.pauseTimer ??= this.later(this.parts.backoff.next(), () => this.resume());
  }

  private headers(end: boolean): Record<string, Buffer> {
    return {
      [HEADER.contentType]: CONTENT_TYPE,
      [HEADER.lastSeq]: Buffer.from(String(this.events.lastSeq())),
      ...(end ? { [HEADER.end]: TRUE } : {}),
    };
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
