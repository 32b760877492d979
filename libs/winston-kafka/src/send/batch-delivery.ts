import { CONTENT_TYPE_JSON, HEADER } from '@log-monitor/log-record';
import { type HeldRecord, LANE } from '../queue/held-record.js';
import { type RecordQueue } from '../queue/record-queue.js';
import { type Consignment, type DropCourier } from './drop-courier.js';
import { ErrorTopicParking } from './error-topic-parking.js';
import { type KafkaLink } from './kafka-link.js';
import { type LaneSend, deliverLane } from './lane-delivery.js';
import { type RecordSet } from './record-batch.js';

const CONTENT_TYPE = Buffer.from(CONTENT_TYPE_JSON);
const TRUE = Buffer.from('true');

interface Route {
  topic: string;
  errorTopic: string;
  instance: string;
}

/** What becomes of records that are out for sending. */
export interface DeliveryEvents {
  lastSeq(): number;
  delivered(record: HeldRecord): void;
  refused(record: HeldRecord, error: unknown): void;
  shifted(count: number): void;
  /** A topic took something. */
  succeeded(): void;
  /** A topic took nothing, for a reason that is not in the records. */
  failed(link: KafkaLink, error: unknown, topic: string): void;
  /** Whether records that only the errors topic lacks may wait aside: Kafka is there, that topic is not. */
  mayPark(): boolean;
  /** Parked records are in the queue again. */
  unparked(): void;
}

/** Brings batches to their topics, and their records to an end: delivered, refused, parked, or back in the queue. */
export class BatchDelivery {
  private readonly key: Buffer;
  private readonly parking: ErrorTopicParking;
  private readonly out = new Set<readonly HeldRecord[]>();
  private stopped = false;

  constructor(
    private readonly route: Route,
    private readonly queue: RecordQueue,
    private readonly courier: DropCourier,
    private readonly events: DeliveryEvents,
  ) {
    this.key = Buffer.from(route.instance);
    this.parking = new ErrorTopicParking((records) => this.unpark(records));
  }

  /** Batches on their way. */
  get underWay(): number {
    return this.out.size;
  }

  /** Smallest number among the records that are out, Infinity if none. */
  oldest(): number {
    let oldest = this.parking.oldest();
    for (const batch of this.out) for (const { seq } of batch) if (seq < oldest) oldest = seq;
    return oldest;
  }

  /** Records that are out, for the spill at the end. */
  records(): HeldRecord[] {
    return [...[...this.out].flat(), ...this.parking.all()];
  }

  /** Tries what waits for the errors topic once more. */
  retryParked(): void {
    this.parking.retryNow();
  }

  /** Leaves the records that are out to whoever asks for them: nothing is given back or counted any more. */
  stop(): void {
    this.stopped = true;
    this.parking.stop();
  }

  /** Sends a batch to both topics. Never rejects. */
  async deliver(link: KafkaLink, batch: readonly HeldRecord[]): Promise<void> {
    this.out.add(batch);
    const cargo = this.courier.load(batch);
    const headers = this.headers(false);
    await Promise.all([
      this.deliverTo(link, batch, LANE.main, cargo, headers),
      this.deliverTo(link, batch, LANE.errors, cargo, headers),
    ]);
    if (this.stopped) return;
    this.out.delete(batch);
    this.courier.unload(cargo);
    this.settle(batch);
  }

  /**
   * Sends a report of drops on its own; with `end` it also says that nothing more will come.
   *
   * @returns whether Kafka has it
   */
  async deliverReport(link: KafkaLink, end: boolean): Promise<boolean> {
    const { topic } = this.route;
    const { value, ranges } = this.courier.loneReport();
    const headers = this.headers(end);
    let sent = false;
    try {
      const send: LaneSend<Buffer> = (values, timestamp) =>
        link.send(topic, { key: this.key, headers, timestamp, values });
      await deliverLane([value], send, {
        acknowledged: () => {
          this.courier.acknowledge(ranges);
          sent = true;
        },
        refused: () => undefined,
        shifted: () => undefined,
      });
    } catch (error) {
      this.events.failed(link, error, topic);
    }
    return sent;
  }

  private async deliverTo(
    link: KafkaLink,
    batch: readonly HeldRecord[],
    lane: number,
    { values }: Consignment,
    headers: RecordSet['headers'],
  ): Promise<void> {
    const records = batch.filter((record) => (record.lanes & lane) !== 0);
    const topic = lane === LANE.main ? this.route.topic : this.route.errorTopic;
    const valueOf = values.size === 0 ? bytesOf : (record: HeldRecord) => values.get(record) ?? record.bytes;
    const send: LaneSend<HeldRecord> = (part, timestamp) =>
      link.send(topic, { key: this.key, headers, timestamp, values: part.map(valueOf) });
    try {
      await deliverLane(records, send, {
        acknowledged: (done) => {
          for (const record of done) record.lanes &= ~lane;
          if (done.length > 0) this.events.succeeded();
        },
        refused: (record, error) => {
          record.lanes &= ~lane;
          if (lane === LANE.errors) return;
          record.lanes = LANE.refused;
          this.events.refused(record, error);
        },
        shifted: (count) => this.events.shifted(count),
      });
    } catch (error) {
      this.events.failed(link, error, topic);
    }
  }

  private settle(batch: readonly HeldRecord[]): void {
    // Youngest first, so that each goes back in front of the one before.
    for (let index = batch.length - 1; index >= 0; index--) {
      const record = batch[index] as HeldRecord;
      if (record.lanes === LANE.refused) this.queue.settle(record);
      else if (record.lanes === 0) this.finish(record);
      else if (record.lanes === LANE.errors && this.events.mayPark()) this.park(record);
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

  private unpark(records: readonly HeldRecord[]): void {
    for (let index = records.length - 1; index >= 0; index--) this.queue.giveBack(records[index] as HeldRecord);
    this.events.unparked();
  }

  private headers(end: boolean): Record<string, Buffer> {
    return {
      [HEADER.contentType]: CONTENT_TYPE,
      [HEADER.lastSeq]: Buffer.from(String(this.events.lastSeq())),
      ...(end ? { [HEADER.end]: TRUE } : {}),
    };
  }
}

function bytesOf(record: HeldRecord): Buffer {
  return record.bytes;
}
