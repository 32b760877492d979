import { type TransportSettings } from '../options/transport-options.js';
import { type DropAccount } from '../queue/drop-account.js';
import { type HeldRecord } from '../queue/held-record.js';
import { type RecordQueue } from '../queue/record-queue.js';
import { type LastWords } from '../spool/last-words.js';
import { Backoff } from './backoff.js';
import { classifySendError, rootCause } from './classify-send-error.js';
import { ConnectionKeeper } from './connection-keeper.js';
import { DropCourier } from './drop-courier.js';
import { OutageReport } from './outage-report.js';
import { Sender } from './sender.js';

const NOTICE_EVERY_MS = 60_000;
const RECOVER_AGAIN_MS = 5_000;

/** What the transport counts. */
export interface ShippingEvents {
  lastSeq(): number;
  delivered(record: HeldRecord): void;
  refused(record: HeldRecord): void;
  /** Records left or came back: waiting flushes look again. */
  progressed(): void;
}

/** Puts the parts of sending together, and says on stderr what the service's owner should know. */
export class Shipping {
  private readonly sender: Sender;
  private readonly keeper: ConnectionKeeper;
  private readonly outage: OutageReport;
  private recoverTimer: NodeJS.Timeout | undefined;
  private lastNotice = Number.NEGATIVE_INFINITY;
  private shifted = 0;

  constructor(
    private readonly settings: TransportSettings,
    instance: string,
    private readonly queue: RecordQueue,
    drops: DropAccount,
    private readonly lastWords: LastWords,
    events: ShippingEvents,
  ) {
    const backoff = new Backoff();
    this.outage = new OutageReport(settings.brokers, () => queue.held, settings.onNotice);
    this.keeper = new ConnectionKeeper(settings, backoff, this.outage, () => this.up());
    const courier = new DropCourier(drops, instance);
    this.sender = new Sender(
      settings,
      queue,
      courier,
      { keeper: this.keeper, backoff, instance },
      {
        lastSeq: () => events.lastSeq(),
        delivered: (record) => events.delivered(record),
        progressed: () => events.progressed(),
        refused: (record, error) => {
          events.refused(record);
          this.notice(`Kafka refused a record (${messageOf(error)}); it is dropped and counted`);
        },
        shifted: (count) => {
          this.shifted += count;
        },
        topicTrouble: (topic, error) => this.topicTrouble(topic, error),
      },
    );
  }

  start(): void {
    this.keeper.start();
  }

  get connected(): boolean {
    return this.keeper.link !== undefined;
  }

  /** True while an outage has been announced. */
  get isAway(): boolean {
    return this.outage.isAway;
  }

  get timestampShifted(): number {
    return this.shifted;
  }

  /** A record was queued. */
  wake(): void {
    this.sender.wake();
  }

  /** See {@link Sender.reportSoon}. */
  reportSoon(): void {
    this.sender.reportSoon();
  }

  setUrgent(on: boolean): void {
    this.sender.setUrgent(on);
  }

  oldestOut(): number {
    return this.sender.oldestOut();
  }

  recordsOut(): HeldRecord[] {
    return this.sender.recordsOut();
  }

  /** Says to Kafka that nothing more will come, within `ms` milliseconds during which the process stays alive. */
  sendEnd(ms: number): Promise<boolean> {
    const sent = this.sender.sendLoneReport(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      void sent.then((value) => {
        clearTimeout(timer);
        resolve(value);
      });
    });
  }

  /**
   * Ends all timers and the connection.
   *
   * @param inPeace with a goodbye to Kafka, which may take a second; else the connection is cut at once
   */
  async stop(inPeace: boolean): Promise<void> {
    this.sender.stop();
    clearTimeout(this.recoverTimer);
    await this.keeper.stop(inPeace);
  }

  private up(): void {
    this.sender.resume();
    void this.recover();
  }

  private async recover(): Promise<void> {
    const { link } = this.keeper;
    if (link === undefined) return;
    const error = await this.lastWords.recover(link);
    if (error === undefined) return;
    const failure = classifySendError(error);
    if (failure === 'connection') this.keeper.lost(link, error);
    else this.recoverTimer = setTimeout(() => void this.recover(), RECOVER_AGAIN_MS).unref();
    if (failure === 'topic') this.topicTrouble(this.settings.topic, error);
  }

  private topicTrouble(topic: string, error: unknown): void {
    this.notice(
      `topic ${topic} can not be written (${messageOf(error)}); create it, or set the option createTopics; ${this.queue.held} records are held`,
    );
  }

  private notice(line: string): void {
    if (Date.now() - this.lastNotice < NOTICE_EVERY_MS) return;
    this.lastNotice = Date.now();
    this.settings.onNotice(line);
  }
}

function messageOf(error: unknown): string {
  return (rootCause(error).message ?? 'unknown error').replace(/\s+/g, ' ').slice(0, 200);
}
