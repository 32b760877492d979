import { randomUUID } from 'node:crypto';
import { type DropReason } from '@log-monitor/log-record';
import { CopyAhead } from './ending/copy-ahead.js';
import { FlushWaiters } from './ending/flush-waiters.js';
import { Intake } from './intake.js';
import { type TransportSettings } from './options/transport-options.js';
import { writeLine } from './options/notice.js';
import { DropAccount } from './queue/drop-account.js';
import { LANE } from './queue/held-record.js';
import { RecordQueue } from './queue/record-queue.js';
import { Shipping } from './send/shipping.js';
import { LastWords, type LastWordsStats } from './spool/last-words.js';

/** What `stats()` answers: accepted = delivered + all dropped + buffered. */
export interface TransportStats {
  /** Log calls that got a number. */
  accepted: number;
  /** Acknowledged by Kafka. */
  delivered: number;
  dropped: Record<DropReason, number>;
  /** Held in memory, waiting or on the way. */
  buffered: number;
  /** Records with a copy in the spool. */
  spilled: number;
  connected: boolean;
  /** Calls that were counted in a "repeated N times" instead of sent. */
  folded: number;
  /** Records that a topic took only with an earlier Kafka timestamp. */
  timestampShifted: number;
  spool: LastWordsStats;
}

/** Everything behind the log call, without winston: intake, queue, spool, sending, and the end of it all. */
export class TransportCore {
  readonly instance = randomUUID();
  private readonly drops = new DropAccount();
  private readonly queue: RecordQueue;
  private readonly lastWords: LastWords;
  private readonly intake: Intake;
  private readonly shipping: Shipping;
  private readonly waiters: FlushWaiters;
  private readonly copyAhead: CopyAhead;
  private delivered = 0;
  private endedAt = 0;
  private ended = false;

  constructor(settings: TransportSettings) {
    this.queue = new RecordQueue({ bytes: settings.maxBufferBytes, records: settings.maxBufferRecords }, (departed) => {
      this.lastWords.settle(departed.segment);
      // Without the main lane Kafka has it already; only its copy for the errors topic had to go.
      if ((departed.lanes & LANE.main) === 0) this.delivered += 1;
      else this.drop('queue_overflow', departed.seq);
    });
    this.lastWords = new LastWords(settings, this.instance);
    this.copyAhead = new CopyAhead(() => this.lastWords.copySome(this.queue));
    this.intake = new Intake(settings, this.instance, this.queue, this.lastWords, {
      dropped: (reason, seq) => this.drop(reason, seq),
      queued: (record) => {
        this.shipping.wake();
        if (settings.consoleFallback && this.shipping.isAway) writeLine('stdout', Buffer.from(record).toString());
      },
    });
    this.shipping = new Shipping(settings, this.instance, this.queue, this.drops, this.lastWords, {
      lastSeq: () => this.intake.lastSeq,
      delivered: ({ segment }) => {
        this.delivered += 1;
        this.lastWords.settle(segment);
      },
      refused: ({ seq, segment }) => {
        this.lastWords.settle(segment);
        this.drop('rejected', seq);
      },
      progressed: () => this.waiters.look(),
    });
    this.waiters = new FlushWaiters({ oldestOpen: () => this.oldestOpen(), dropped: () => this.drops.total });
    this.shipping.start();
  }

  /**
   * Takes one log call; when it returns, the record is encoded and held. Never throws and never waits.
   *
   * @param now moment of the call, milliseconds since 1970
   */
  accept(info: object, now: number = Date.now()): void {
    this.intake.accept(info, now);
  }

  /**
   * Waits until everything logged so far is with Kafka, at most `ms` milliseconds. Keeps the process alive meanwhile.
   *
   * @returns true when all of it was delivered
   */
  async flush(ms: number): Promise<boolean> {
    this.intake.settle();
    if (this.oldestOpen() === Number.POSITIVE_INFINITY) return true;
    this.shipping.setUrgent(true);
    try {
      return await this.waiters.wait(this.intake.lastSeq, ms);
    } finally {
      this.shipping.setUrgent(false);
    }
  }

  /**
   * A clean end: everything is sent, then a last message that says so. What can not be sent is on disk when the time
   * is up.
   *
   * @returns true when Kafka has everything, the last message included
   */
  async finish(ms: number): Promise<boolean> {
    const deadline = Date.now() + ms;
    this.copyAhead.start(this.shipping.connected ? ms / 2 : 0);
    const flushed = await this.flush(ms);
    this.copyAhead.stop();
    const { lastSeq } = this.intake;
    if (!flushed || lastSeq === 0 || this.endedAt === lastSeq) return flushed;
    const marked = await this.shipping.sendEnd(Math.max(deadline - Date.now(), 100));
    if (marked) this.endedAt = lastSeq;
    return marked;
  }

  /** Finishes and lets go of everything; what could not be sent goes to the spool. Later calls are counted as dropped. */
  async close(ms: number): Promise<boolean> {
    const finished = await this.finish(ms);
    this.end();
    await this.shipping.stop(finished);
    this.leaveRest();
    return finished;
  }

  /** The process ends now: what is held goes to the spool. Synchronous. */
  abandon(): void {
    if (this.ended) return;
    this.intake.settle();
    this.end();
    this.leaveRest();
  }

  /** True when there is something to send, or a clean end still to be told. */
  get hasUnfinished(): boolean {
    return !this.ended && (this.queue.held > 0 || (this.endedAt < this.intake.lastSeq && this.shipping.connected));
  }

  stats(): TransportStats {
    // First, because it looks whether the files are still there.
    const spool = this.lastWords.stats();
    return {
      accepted: this.intake.lastSeq,
      delivered: this.delivered,
      dropped: this.drops.counts(),
      buffered: this.queue.held,
      spilled: this.lastWords.records,
      connected: this.shipping.connected,
      folded: this.intake.foldedCalls,
      timestampShifted: this.shipping.timestampShifted,
      spool,
    };
  }

  private drop(reason: DropReason, seq: number): void {
    this.drops.add(reason, seq);
    if (!this.ended) this.shipping.reportSoon();
  }

  private oldestOpen(): number {
    return Math.min(this.queue.oldest(), this.shipping.oldestOut());
  }

  private end(): void {
    this.intake.close();
    this.ended = true;
  }

  private leaveRest(): void {
    this.lastWords.keepRest(this.queue, this.shipping.recordsOut(), this.drops);
    this.lastWords.close();
  }
}
