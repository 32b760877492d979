import { randomUUID } from 'node:crypto';
import { type DropReason, SEVERITY } from '@log-monitor/log-record';
import { currentContext } from './context/call-context.js';
import { activeTrace } from './context/open-telemetry.js';
import { LevelReader, type ReadLevel } from './encode/read-level.js';
import { RecordEncoder } from './encode/record-encoder.js';
import { FlushWaiters } from './ending/flush-waiters.js';
import { type TransportSettings } from './options/transport-options.js';
import { DropAccount } from './queue/drop-account.js';
import { LANE } from './queue/held-record.js';
import { RecordQueue } from './queue/record-queue.js';
import { Backoff } from './send/backoff.js';
import { rootCause } from './send/classify-send-error.js';
import { ConnectionKeeper } from './send/connection-keeper.js';
import { DropCourier } from './send/drop-courier.js';
import { OutageReport } from './send/outage-report.js';
import { Sender } from './send/sender.js';

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
  /** Records that a topic took only with an earlier Kafka timestamp. */
  timestampShifted: number;
}

/** Everything behind the log call, without winston: encoding, queue, sending, endings. */
export class TransportCore {
  readonly instance = randomUUID();
  private readonly encoder: RecordEncoder;
  private readonly levels = new LevelReader();
  private readonly drops = new DropAccount();
  private readonly queue: RecordQueue;
  private readonly keeper: ConnectionKeeper;
  private readonly sender: Sender;
  private readonly outage: OutageReport;
  private readonly waiters: FlushWaiters;
  private seq = 0;
  private delivered = 0;
  private droppedTotal = 0;
  private shifted = 0;
  private ended = false;
  private endedAt = 0;

  constructor(private readonly settings: TransportSettings) {
    const { service, host, version, environment, maxBufferBytes, maxBufferRecords } = settings;
    this.encoder = new RecordEncoder(
      { service, host, version, environment, instance: this.instance, pid: process.pid },
      settings.redact,
    );
    this.queue = new RecordQueue({ bytes: maxBufferBytes, records: maxBufferRecords }, ({ seq, lanes }) => {
      if ((lanes & LANE.main) === 0) this.delivered += 1;
      else this.drop('queue_overflow', seq);
    });
    const backoff = new Backoff();
    this.outage = new OutageReport(settings.brokers, () => this.queue.held, settings.onNotice);
    this.keeper = new ConnectionKeeper(settings, backoff, this.outage, () => this.sender.resume());
    const courier = new DropCourier(this.drops, this.instance);
    const parts = { keeper: this.keeper, backoff, instance: this.instance };
    this.sender = new Sender(settings, this.queue, courier, parts, this.senderEvents());
    this.waiters = new FlushWaiters({ oldestOpen: () => this.oldestOpen(), dropped: () => this.droppedTotal });
    this.keeper.start();
  }

  /** Takes one log call: number, text, queue. Never throws and never waits. */
  accept(info: object): void {
    const seq = ++this.seq;
    try {
      const level = this.levels.read(info);
      const text = this.encode(info, level, seq);
      if (this.ended) return this.drop('shutdown', seq);
      this.queue.push(text, SEVERITY[level.level], seq, 0);
      this.sender.wake();
    } catch {
      // Whatever it was, it is ours to bear: the number is accounted for, the caller goes on.
      this.drop('encode_failed', seq);
    }
  }

  /**
   * Waits until everything logged so far is with Kafka, at most `ms` milliseconds. Keeps the process alive meanwhile.
   *
   * @returns true when all of it was delivered
   */
  async flush(ms: number): Promise<boolean> {
    if (this.oldestOpen() === Number.POSITIVE_INFINITY) return true;
    this.sender.setUrgent(true);
    try {
      return await this.waiters.wait(this.seq, ms);
    } finally {
      this.sender.setUrgent(false);
    }
  }

  /**
   * A clean end: everything is sent, then a last message that says so.
   *
   * @returns true when Kafka has everything, the last message included
   */
  async finish(ms: number): Promise<boolean> {
    const deadline = Date.now() + ms;
    const flushed = await this.flush(ms);
    if (!flushed || this.seq === 0 || this.endedAt === this.seq) return flushed;
    const marked = await holdOpen(this.sender.sendLoneReport(true), Math.max(deadline - Date.now(), 50));
    if (marked) this.endedAt = this.seq;
    return marked;
  }

  /** Finishes and lets go of everything. Later log calls are counted as dropped. */
  async close(ms: number): Promise<boolean> {
    const finished = await this.finish(ms);
    this.ended = true;
    this.sender.stop();
    await this.keeper.stop();
    return finished;
  }

  /** True when there is something to send, or a clean end still to be told. */
  get hasUnfinished(): boolean {
    return !this.ended && (this.queue.held > 0 || (this.endedAt < this.seq && this.keeper.link !== undefined));
  }

  stats(): TransportStats {
    return {
      accepted: this.seq,
      delivered: this.delivered,
      dropped: this.drops.counts(),
      buffered: this.queue.held,
      spilled: 0,
      connected: this.keeper.link !== undefined,
      timestampShifted: this.shifted,
    };
  }

  private encode(info: object, level: ReadLevel, seq: number): string {
    const now = Date.now();
    try {
      const trace = activeTrace();
      const context = currentContext();
      return this.encoder.encode(info, level, seq, now, trace === undefined ? context : { ...trace, ...context });
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown';
      return this.encoder.unencodable(level.level, seq, now, why);
    }
  }

  private drop(reason: DropReason, seq: number): void {
    this.droppedTotal += 1;
    this.drops.add(reason, seq);
    if (!this.ended) this.sender.reportSoon();
  }

  private oldestOpen(): number {
    return Math.min(this.queue.oldest(), this.sender.oldestOut());
  }

  private senderEvents(): ConstructorParameters<typeof Sender>[4] {
    let lastTopicNotice = Number.NEGATIVE_INFINITY;
    const noticeSometimes = (line: string): void => {
      if (Date.now() - lastTopicNotice < 60_000) return;
      lastTopicNotice = Date.now();
      this.settings.onNotice(line);
    };
    return {
      delivered: () => {
        this.delivered += 1;
      },
      refused: (record, error) => {
        this.drop('rejected', record.seq);
        noticeSometimes(`Kafka refused a record (${messageOf(error)}); it is dropped and counted`);
      },
      shifted: (count) => {
        this.shifted += count;
      },
      progressed: () => this.waiters.look(),
      topicTrouble: (topic, error) => {
        noticeSometimes(
          `topic ${topic} can not be written (${messageOf(error)}); create it, or set the option createTopics; ${this.queue.held} records are held`,
        );
      },
      lastSeq: () => this.seq,
    };
  }
}

function messageOf(error: unknown): string {
  return (rootCause(error).message ?? 'unknown error').replace(/\s+/g, ' ').slice(0, 200);
}

/** Waits for `work` at most `ms` milliseconds with a timer that keeps the process alive. */
function holdOpen(work: Promise<boolean>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void work.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
