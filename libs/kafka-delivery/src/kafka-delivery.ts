import { randomUUID } from 'node:crypto';
import type { DropReason } from '@log-monitor/log-record';
import type { DeliverySettings } from './settings/delivery-settings.js';
import { DropAccount } from './drops/drop-account.js';
import { DropReporter } from './drops/drop-reporter.js';
import { CopyAhead } from './ending/copy-ahead.js';
import { FlushWaiters } from './ending/flush-waiters.js';
import { PENDING } from './queue/held-record.js';
import { RecordQueue } from './queue/record-queue.js';
import { classifySendError } from './kafkajs/classify-send-error.js';
import { Connection } from './send/connection.js';
import type { SharedConnection } from './send/shared-connection.js';
import { Sender } from './send/sender.js';
import { TroubleNotices } from './send/trouble-notices.js';
import { DiskCopies, type DiskCopiesStats } from './spool/disk-copies.js';

const RECOVER_AGAIN_MS = 5_000;

/** Counts since the start: accepted = delivered + all dropped + buffered. */
export interface DeliveryStats {
  /** Numbers given out. */
  accepted: number;
  /** Acknowledged by Kafka. */
  delivered: number;
  dropped: Record<DropReason, number>;
  /** Held in memory, waiting or on the way. */
  buffered: number;
  /** Records with a copy in the spool. */
  spilled: number;
  connected: boolean;
  /** Records that a topic took only with an earlier Kafka timestamp. */
  timestampShifted: number;
  spool: DiskCopiesStats;
}

/**
 * Delivers numbered records to Kafka: holds them, sends them in batches, keeps copies of the important ones on disk,
 * and accounts for each number that it gave out. Never throws and never blocks.
 *
 * A record is a JSON object as UTF-8, at most `MAX_RECORD_BYTES` long, that contains its number; or bytes of any kind,
 * if the settings say so. Its priority is 1 to 5; a full queue drops the lowest first.
 */
export class KafkaDelivery {
  /** UUID of this delivery's life, and the key of its messages. */
  readonly instance: string;
  readonly #drops = new DropAccount();
  readonly #queue: RecordQueue;
  readonly #copies: DiskCopies;
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #notices: TroubleNotices;
  readonly #waiters: FlushWaiters;
  readonly #copyAhead: CopyAhead;
  /** Ends the use of a shared connection; undefined when the connection is this delivery's own. */
  readonly #leave: (() => void) | undefined;
  #recoverTimer: NodeJS.Timeout | undefined;
  #lastSeq: number;
  #delivered = 0;
  #timestampShifted = 0;
  #endedAt = 0;
  #ended = false;

  /** @param shared a connection that other deliveries use too; whoever made it stops it. Without it there is one of our own */
  constructor(
    private readonly settings: DeliverySettings,
    shared?: SharedConnection,
  ) {
    const { maxBufferBytes, maxBufferRecords, topics, identity, plain } = settings;
    this.instance = identity?.instance ?? randomUUID();
    this.#lastSeq = identity?.lastSeq ?? 0;
    this.#queue = new RecordQueue(
      { bytes: maxBufferBytes, records: maxBufferRecords, urgentFrom: topics.urgent?.from },
      ({ seq, segment, pending }) => {
        this.#copies.settle(segment);
        // If the main topic has it, only the copy for the urgent topic had to go.
        if ((pending & PENDING.main) === 0) this.#delivered += 1;
        else this.drop('queue_overflow', seq);
      },
    );
    this.#copies = new DiskCopies(settings, this.instance);
    this.#copyAhead = new CopyAhead(() => this.#copies.copySome(this.#queue));
    this.#waiters = new FlushWaiters({ oldestOpen: () => this.#oldestOpen(), dropped: () => this.#drops.total });
    this.#notices = new TroubleNotices(() => this.#queue.held, settings.onNotice);
    const user = { held: () => this.#queue.held, onUp: () => this.#connected() };
    this.#connection = shared?.connection ?? new Connection(settings, user.held, user.onUp);
    const reporter = new DropReporter(this.#drops, this.instance, plain === undefined);
    this.#sender = new Sender(settings, this.#queue, reporter, this.#connection, {
      lastSeq: () => this.#lastSeq,
      delivered: ({ segment }) => {
        this.#delivered += 1;
        this.#copies.settle(segment);
      },
      refused: ({ seq, segment }, error) => {
        this.#copies.settle(segment);
        this.drop('rejected', seq);
        this.#notices.refused(error);
      },
      shifted: (count) => {
        this.#timestampShifted += count;
      },
      progressed: () => {
        this.#waiters.look();
        settings.onSettled?.();
      },
      topicTrouble: (topic, error) => this.#notices.topicTrouble(topic, error),
    });
    this.#leave = shared?.join(user);
    if (shared === undefined) this.#connection.start();
  }

  /** Gives out the next number, from 1 on. Whoever takes one either adds a record with it or drops it. */
  takeNumber(): number {
    return ++this.#lastSeq;
  }

  /**
   * Takes a record; when it returns, the record is copied into the queue, and onto disk if its priority asks for it.
   *
   * @param now milliseconds since 1970
   * @returns false when it had to be dropped instead
   */
  add(record: Uint8Array, seq: number, priority: number, now: number): boolean {
    if (this.#ended) return this.drop('shutdown', seq);
    try {
      // First to disk, then to the queue: what the caller's call returned for has been kept.
      const segment = this.#copies.keep(priority, seq, record, now);
      this.#queue.push(record, priority, seq, segment);
    } catch {
      // No memory for it, most likely. The number is given out, so it is accounted for.
      return this.drop('encode_failed', seq);
    }
    this.#sender.wake();
    return true;
  }

  /** Accounts for a number whose record will not come. Kafka is told of it. */
  drop(reason: DropReason, seq: number): false {
    this.#drops.add(reason, seq);
    if (!this.#ended) this.#sender.reportSoon();
    return false;
  }

  /**
   * Waits until everything added so far is with Kafka, at most `ms` milliseconds. Keeps the process alive meanwhile.
   *
   * @returns true when all of it was delivered
   */
  async flush(ms: number): Promise<boolean> {
    if (this.#oldestOpen() === Number.POSITIVE_INFINITY) return true;
    this.#sender.hurry(true);
    try {
      return await this.#waiters.wait(this.#lastSeq, ms);
    } finally {
      this.#sender.hurry(false);
    }
  }

  /**
   * A clean end: everything is sent, then a last message that says so. What cannot be sent is on disk when the time
   * is up. The delivery stays usable.
   *
   * @returns true when Kafka has everything, the last message included
   */
  async finish(ms: number): Promise<boolean> {
    const deadline = Date.now() + ms;
    this.#copyAhead.start(this.isConnected ? ms / 2 : 0);
    const flushed = await this.flush(ms);
    this.#copyAhead.stop();
    const lastSeq = this.#lastSeq;
    if (!flushed || lastSeq === 0 || this.#endedAt === lastSeq) return flushed;
    const told = await this.#sender.sendEnd(Math.max(deadline - Date.now(), 100));
    if (told) this.#endedAt = lastSeq;
    return told;
  }

  /**
   * Finishes and lets go of everything; what could not be sent goes to the spool. Later records are dropped.
   *
   * @param isEnd false when another delivery will go on with these numbers: Kafka is told of no end then
   */
  async close(ms: number, isEnd = true): Promise<boolean> {
    const finished = isEnd ? await this.finish(ms) : await this.flush(ms);
    this.#ended = true;
    this.#sender.stop();
    clearTimeout(this.#recoverTimer);
    this.#leave?.();
    if (this.#leave === undefined) await this.#connection.stop(finished);
    this.#leaveRest();
    return finished;
  }

  /** The process ends now: what is held goes to the spool. Synchronous. */
  abandon(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leaveRest();
  }

  /** True when there is something to send, or a clean end still to be told. */
  get hasUnfinished(): boolean {
    return !this.#ended && (this.#queue.held > 0 || (this.#endedAt < this.#lastSeq && this.isConnected));
  }

  /** Each number up to this one is settled: Kafka has its record, or has been told that it was dropped. */
  get settledUpTo(): number {
    return Math.min(this.#oldestOpen(), this.#drops.oldestUnreported(), this.#lastSeq + 1) - 1;
  }

  /** Bytes and records that are held, waiting or on the way. */
  get held(): { bytes: number; records: number } {
    return { bytes: this.#queue.bytesHeld, records: this.#queue.held };
  }

  get isConnected(): boolean {
    return this.#connection.link !== undefined;
  }

  /** True while an outage has been announced. */
  get isAway(): boolean {
    return this.#connection.isAway;
  }

  stats(): DeliveryStats {
    // First, because it looks whether the files are still there.
    const spool = this.#copies.stats();
    return {
      accepted: this.#lastSeq,
      delivered: this.#delivered,
      dropped: this.#drops.counts(),
      buffered: this.#queue.held,
      spilled: this.#copies.records,
      connected: this.isConnected,
      timestampShifted: this.#timestampShifted,
      spool,
    };
  }

  #oldestOpen(): number {
    return Math.min(this.#queue.oldest(), this.#sender.oldestOut());
  }

  #leaveRest(): void {
    this.#copies.keepRest(this.#queue, this.#sender.recordsOut(), this.#drops);
    this.#copies.close();
  }

  #connected(): void {
    this.#sender.resume();
    void this.#recover();
  }

  /** Sends what processes before this one left in the spool. */
  async #recover(): Promise<void> {
    const { link } = this.#connection;
    if (link === undefined) return;
    const error = await this.#copies.recover(link);
    if (error === undefined) return;
    const failure = classifySendError(error);
    if (failure === 'connection') this.#connection.lost(link, error);
    else this.#recoverTimer = setTimeout(() => void this.#recover(), RECOVER_AGAIN_MS).unref();
    if (failure === 'topic') this.#notices.topicTrouble(this.settings.topics.main, error);
  }
}
