import { randomUUID } from 'node:crypto';
import { type DropReason, type Level, SEVERITY } from '@log-monitor/log-record';
import { type CallContext, currentContext } from './context/call-context.js';
import { activeTrace } from './context/open-telemetry.js';
import { LevelReader, type ReadLevel } from './encode/read-level.js';
import { RecordEncoder } from './encode/record-encoder.js';
import { takeContextSnapshot, takeSnapshot } from './encode/take-snapshot.js';
import { FlushWaiters } from './ending/flush-waiters.js';
import { type TransportSettings } from './options/transport-options.js';
import { type Arrival, Arrivals } from './queue/arrivals.js';
import { DropAccount } from './queue/drop-account.js';
import { LANE } from './queue/held-record.js';
import { RateLimit } from './queue/rate-limit.js';
import { RecordQueue } from './queue/record-queue.js';
import { RepeatFolder } from './queue/repeat-folder.js';
import { Shipping } from './send/shipping.js';
import { LastWords, type LastWordsStats } from './spool/last-words.js';

const FIRST_ERROR = 4;

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

/** Everything behind the log call, without winston: encoding, queue, spool, sending. */
export class TransportCore {
  readonly instance = randomUUID();
  private readonly encoder: RecordEncoder;
  private readonly levels = new LevelReader();
  private readonly drops = new DropAccount();
  private readonly arrivals: Arrivals;
  private readonly queue: RecordQueue;
  private readonly lastWords: LastWords;
  private readonly shipping: Shipping;
  private readonly waiters: FlushWaiters;
  private readonly rateLimit: RateLimit;
  private readonly folder: RepeatFolder | undefined;
  /** From this severity on, a record is made in the call, because the spool, the fold or the console wants it there. */
  private readonly madeInCall: number;
  private seq = 0;
  private delivered = 0;
  private folded = 0;
  private endedAt = 0;
  private ended = false;

  constructor(private readonly settings: TransportSettings) {
    const { service, host, version, environment, maxBufferBytes, maxBufferRecords } = settings;
    const identity = { service, host, version, environment, instance: this.instance, pid: process.pid };
    this.encoder = new RecordEncoder(identity, settings.redact);
    this.rateLimit = new RateLimit(settings.maxRecordsPerSecond);
    if (settings.foldRepeatsMs > 0) {
      this.folder = new RepeatFolder(settings.foldRepeatsMs, ({ level, body }) =>
        this.enqueue(body, level, Date.now()),
      );
    }
    this.queue = new RecordQueue({ bytes: maxBufferBytes, records: maxBufferRecords }, (departed) => {
      this.lastWords.settle(departed.segment);
      // Without the main lane Kafka has it already; only its copy for the errors topic had to go.
      if ((departed.lanes & LANE.main) === 0) this.delivered += 1;
      else this.drop('queue_overflow', departed.seq);
    });
    this.lastWords = new LastWords(settings, this.instance);
    this.arrivals = new Arrivals((arrival) => this.arrived(arrival));
    this.madeInCall = this.folder !== undefined || settings.consoleFallback ? 0 : this.lastWords.threshold;
    this.shipping = new Shipping(settings, this.instance, this.queue, this.drops, this.lastWords, {
      lastSeq: () => this.seq,
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
   * Takes one log call: level, number, text, spool, queue. Never throws and never waits.
   *
   * @param now moment of the call, milliseconds since 1970
   */
  accept(info: object, now: number = Date.now()): void {
    const level = this.levels.read(info);
    if (SEVERITY[level.level] < FIRST_ERROR && !this.rateLimit.admits(now)) {
      this.drop('rate_limit', ++this.seq);
      return;
    }
    try {
      const context = contextOfCall();
      if (SEVERITY[level.level] >= this.madeInCall) this.makeNow(info, level, now, context);
      else this.makeSoon(info, level, now, context);
    } catch (error) {
      this.acceptUnencodable(level, now, error);
    }
  }

  /**
   * Waits until everything logged so far is with Kafka, at most `ms` milliseconds. Keeps the process alive meanwhile.
   *
   * @returns true when all of it was delivered
   */
  async flush(ms: number): Promise<boolean> {
    this.folder?.flush();
    this.arrivals.release();
    if (this.oldestOpen() === Number.POSITIVE_INFINITY) return true;
    this.shipping.setUrgent(true);
    try {
      return await this.waiters.wait(this.seq, ms);
    } finally {
      this.shipping.setUrgent(false);
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
    const upTo = this.seq;
    const marked = await this.shipping.sendEnd(Math.max(deadline - Date.now(), 100));
    if (marked) this.endedAt = upTo;
    return marked;
  }

  /** Finishes and lets go of everything; what could not be sent goes to the spool. Later calls are counted as dropped. */
  async close(ms: number): Promise<boolean> {
    const finished = await this.finish(ms);
    // What came while the end was being told is still numbered, and spooled below.
    this.arrivals.release();
    this.ended = true;
    await this.shipping.stop();
    this.spillAndRelease();
    return finished;
  }

  /** The process ends now: what is held goes to the spool. Synchronous. */
  abandon(): void {
    if (this.ended) return;
    this.folder?.flush();
    this.arrivals.release();
    this.ended = true;
    this.spillAndRelease();
  }

  /** True when there is something to send, or a clean end still to be told. */
  get hasUnfinished(): boolean {
    this.arrivals.release();
    return !this.ended && (this.queue.held > 0 || (this.endedAt < this.seq && this.shipping.connected));
  }

  stats(): TransportStats {
    this.arrivals.release();
    return {
      accepted: this.seq,
      delivered: this.delivered,
      dropped: this.drops.counts(),
      buffered: this.queue.held,
      spilled: this.lastWords.records,
      connected: this.shipping.connected,
      folded: this.folded,
      timestampShifted: this.shipping.timestampShifted,
      spool: this.lastWords.stats(),
    };
  }

  private makeNow(info: object, level: ReadLevel, now: number, context: CallContext | undefined): void {
    const body = this.encoder.body(info, level, now, context);
    if (this.folder?.absorbs(body, level.level, now) === true) this.folded += 1;
    else this.enqueue(body, level.level, now);
  }

  /** Copies what can not change any more and encodes it after the call; encodes everything else in the call. */
  private makeSoon(info: object, level: ReadLevel, now: number, context: CallContext | undefined): void {
    if (this.ended) return this.drop('shutdown', ++this.seq);
    const around = context === undefined ? undefined : takeContextSnapshot(context);
    const snapshot = context === undefined || around !== undefined ? takeSnapshot(info) : undefined;
    const what = snapshot ?? this.encoder.body(info, level, now, context);
    this.arrivals.add({ what, context: around, level, seq: ++this.seq, now });
  }

  private arrived({ what, context, level, seq, now }: Arrival): void {
    try {
      const body = typeof what === 'string' ? what : this.encoder.body(what, level, now, context);
      this.queue.push(this.encoder.seal(body, seq, now), SEVERITY[level.level], seq, 0);
      this.shipping.wake();
    } catch {
      // No caller is left to hear of it, and the process must not: the number is accounted for.
      this.drop('encode_failed', seq);
    }
  }

  private enqueue(body: string, level: Level, now: number): void {
    const seq = ++this.seq;
    if (this.ended) return this.drop('shutdown', seq);
    const severity = SEVERITY[level];
    const text = this.encoder.seal(body, seq, now);
    // First to disk, then to the queue: what the caller's call returned for has been kept.
    const segment = this.lastWords.keep(severity, seq, text, now);
    // Lower levels leave first, also those that have only just arrived.
    if (!this.queue.hasRoom(text.length * 3)) this.arrivals.release();
    this.queue.push(text, severity, seq, segment);
    this.shipping.wake();
    if (this.settings.consoleFallback && this.shipping.isAway) process.stdout.write(`${text}\n`);
  }

  private acceptUnencodable(level: ReadLevel, now: number, error: unknown): void {
    try {
      const body = this.encoder.unencodable(level.level, error);
      if (SEVERITY[level.level] >= this.madeInCall) this.enqueue(body, level.level, now);
      else this.arrivals.add({ what: body, context: undefined, level, seq: ++this.seq, now });
    } catch {
      // Whatever it was, it is ours to bear: the number is accounted for, the caller goes on.
      this.drop('encode_failed', ++this.seq);
    }
  }

  private drop(reason: DropReason, seq: number): void {
    this.drops.add(reason, seq);
    if (!this.ended) this.shipping.reportSoon();
  }

  private oldestOpen(): number {
    return Math.min(this.queue.oldest(), this.shipping.oldestOut());
  }

  private spillAndRelease(): void {
    const waiting = this.queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    const records = [...this.shipping.recordsOut(), ...waiting];
    const reason = this.settings.spool === false ? 'shutdown' : 'spool_full';
    const lost =
      this.settings.spool === false ? records.map(({ seq }) => seq) : this.lastWords.spill(records, this.drops);
    for (const seq of lost) this.drops.add(reason, seq);
    this.lastWords.close();
  }
}

function contextOfCall(): CallContext | undefined {
  const trace = activeTrace();
  const context = currentContext();
  return trace === undefined ? context : { ...trace, ...context };
}
