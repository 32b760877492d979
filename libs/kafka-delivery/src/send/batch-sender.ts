import type { RecordSet } from '@log-monitor/kafka-batch';
import type { TopicPlan } from '../settings/delivery-settings.js';
import type { AttachedReports, DropReporter } from '../drops/drop-reporter.js';
import type { KafkaLink } from '../kafkajs/kafka-link.js';
import { type HeldRecord, PENDING } from '../queue/held-record.js';
import type { RecordQueue } from '../queue/record-queue.js';
import type { MessageHeaders } from './message-headers.js';
import { sendToTopic } from './send-to-topic.js';
import { UrgentBacklog } from './urgent-backlog.js';

/** What becomes of records, for those who count. */
export interface SendEvents {
  /** Highest number given out. */
  lastSeq(): number;
  delivered(record: HeldRecord): void;
  refused(record: HeldRecord, error: unknown): void;
  /** So many records went with an earlier Kafka timestamp. */
  shifted(count: number): void;
  /** Records left the queue or came back: waiting flushes look again. */
  progressed(): void;
  topicTrouble(topic: string, error: unknown): void;
}

/** What a batch means for the next one. */
interface NextBatch {
  /** A topic took something. */
  succeeded(): void;
  /** A topic took nothing, for a reason that is not in the records. */
  failed(link: KafkaLink, error: unknown, topic: string): void;
  /** Whether records that only the urgent topic lacks may wait aside: Kafka is there, that topic is not. */
  mayWaitAside(): boolean;
  /** Records that waited aside are in the queue again. */
  cameBack(): void;
}

/** Sends batches to their topics, and brings their records to an end: delivered, refused, aside, or in the queue again. */
export class BatchSender {
  readonly #key: Buffer;
  readonly #backlog: UrgentBacklog;
  readonly #out = new Set<readonly HeldRecord[]>();
  #stopped = false;

  constructor(
    private readonly topics: TopicPlan,
    private readonly headers: MessageHeaders,
    private readonly queue: RecordQueue,
    private readonly reporter: DropReporter,
    private readonly events: SendEvents,
    private readonly next: NextBatch,
  ) {
    this.#key = Buffer.from(reporter.instance);
    this.#backlog = new UrgentBacklog((records) => this.#comeBack(records));
  }

  /** Batches on their way. */
  get underWay(): number {
    return this.#out.size;
  }

  /** Smallest number among the records that are out, Infinity if none. */
  oldest(): number {
    let oldest = this.#backlog.oldest();
    // A batch has its records in the order of their numbers.
    for (const [first] of this.#out) if (first !== undefined && first.seq < oldest) oldest = first.seq;
    return oldest;
  }

  /** Records that are out. */
  records(): HeldRecord[] {
    return [...[...this.#out].flat(), ...this.#backlog.all()];
  }

  /** Tries what waits for the urgent topic once more. */
  retryWaiting(): void {
    this.#backlog.retryNow();
  }

  /** Leaves the records that are out to whoever asks for them: nothing is given back or counted any more. */
  stop(): void {
    this.#stopped = true;
    this.#backlog.stop();
  }

  /** Sends a batch to both topics. Never rejects. */
  async send(link: KafkaLink, batch: readonly HeldRecord[]): Promise<void> {
    this.#out.add(batch);
    const reports = this.reporter.attach(batch);
    const headers = this.headers.ofRecords(this.reporter.instance, this.events.lastSeq());
    const { main, urgent } = this.topics;
    await Promise.all([
      this.#sendTo(link, main, PENDING.main, batch, reports, headers),
      urgent && this.#sendTo(link, urgent.topic, PENDING.urgent, batch, reports, headers),
    ]);
    if (this.#stopped) return;
    this.#out.delete(batch);
    this.reporter.detach(reports);
    this.#settle(batch);
  }

  /**
   * Sends a report of drops on its own; with `end` it also says that nothing more will come.
   *
   * @returns whether Kafka has it
   */
  async sendReport(link: KafkaLink, end: boolean): Promise<boolean> {
    const { main } = this.topics;
    const { value, ranges } = this.reporter.loneReport();
    const headers = this.headers.ofReport(this.reporter.instance, this.events.lastSeq(), end ? ['end'] : []);
    let sent = false;
    try {
      await sendToTopic(
        [value],
        (values, timestamp) => link.send(main, { key: this.#key, headers, timestamp, values }),
        {
          acknowledged: () => {
            this.reporter.acknowledge(ranges);
            sent = true;
          },
        },
      );
    } catch (error) {
      this.next.failed(link, error, main);
    }
    return sent;
  }

  /** @param bit the topic's, one of {@link PENDING} */
  async #sendTo(
    link: KafkaLink,
    topic: string,
    bit: number,
    batch: readonly HeldRecord[],
    { values }: AttachedReports,
    headers: RecordSet['headers'],
  ): Promise<void> {
    const records = batch.filter((record) => (record.pending & bit) !== 0);
    const valueOf = values.size === 0 ? bytesOf : (record: HeldRecord) => values.get(record) ?? record.bytes;
    const send = (part: readonly HeldRecord[], timestamp: number | undefined): Promise<void> =>
      link.send(topic, {
        key: this.#key,
        headers,
        timestamp,
        values: part.map(valueOf),
        numbers: this.headers.numbers(part),
      });
    try {
      await sendToTopic(records, send, {
        acknowledged: (done) => {
          for (const record of done) record.pending &= ~bit;
          if (done.length > 0) this.next.succeeded();
        },
        refused: (record, error) => {
          record.pending &= ~bit;
          if (bit === PENDING.urgent) return;
          record.pending = PENDING.refused;
          this.events.refused(record, error);
        },
        shifted: (count) => this.events.shifted(count),
      });
    } catch (error) {
      this.next.failed(link, error, topic);
    }
  }

  #settle(batch: readonly HeldRecord[]): void {
    // Youngest first, so that each goes back in front of the one before.
    for (let index = batch.length - 1; index >= 0; index--) {
      const record = batch[index] as HeldRecord;
      if (record.pending === PENDING.refused) this.queue.settle(record);
      else if (record.pending === 0) this.#finish(record);
      else if (record.pending === PENDING.urgent && this.next.mayWaitAside()) this.#putAside(record);
      else this.queue.giveBack(record);
    }
  }

  #finish(record: HeldRecord): void {
    this.queue.settle(record);
    this.events.delivered(record);
  }

  /** The main topic has it, the urgent topic is missing: it waits aside, so that it holds up nobody. */
  #putAside(record: HeldRecord): void {
    const displaced = this.#backlog.add(record);
    if (displaced !== undefined) this.#finish(displaced);
  }

  #comeBack(records: readonly HeldRecord[]): void {
    for (let index = records.length - 1; index >= 0; index--) this.queue.giveBack(records[index] as HeldRecord);
    this.next.cameBack();
  }
}

function bytesOf(record: HeldRecord): Buffer {
  return record.bytes;
}
