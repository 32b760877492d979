import { type DropReason, type Level, SEVERITY } from '@log-monitor/log-record';
import { type CallContext, currentContext } from './context/call-context.js';
import { activeTrace } from './context/open-telemetry.js';
import { LevelReader, type ReadLevel } from './encode/read-level.js';
import { RecordEncoder } from './encode/record-encoder.js';
import { takeContextSnapshot, takeSnapshot } from './encode/take-snapshot.js';
import { type TransportSettings } from './options/transport-options.js';
import { type Arrival, Arrivals } from './queue/arrivals.js';
import { RateLimit } from './queue/rate-limit.js';
import { type RecordQueue } from './queue/record-queue.js';
import { RepeatFolder } from './queue/repeat-folder.js';
import { type LastWords } from './spool/last-words.js';

const FIRST_ERROR = 4;

/** What happens to the numbers that were given out. */
export interface IntakeEvents {
  queued(text: string): void;
  dropped(reason: DropReason, seq: number): void;
}

/** The way of a log call into the queue: level, limit, number, text, copy on disk. */
export class Intake {
  private readonly encoder: RecordEncoder;
  private readonly levels = new LevelReader();
  private readonly arrivals: Arrivals;
  private readonly rateLimit: RateLimit;
  private readonly folder: RepeatFolder | undefined;
  /** From this severity on, a record is made in the call, because the spool, the fold or the console wants it there. */
  private readonly madeInCall: number;
  private seq = 0;
  private folded = 0;
  private closed = false;

  constructor(
    settings: TransportSettings,
    instance: string,
    private readonly queue: RecordQueue,
    private readonly lastWords: LastWords,
    private readonly events: IntakeEvents,
  ) {
    const { service, host, version, environment } = settings;
    this.encoder = new RecordEncoder(
      { service, host, version, environment, instance, pid: process.pid },
      settings.redact,
    );
    this.rateLimit = new RateLimit(settings.maxRecordsPerSecond);
    this.arrivals = new Arrivals((arrival) => this.arrived(arrival));
    if (settings.foldRepeatsMs > 0) {
      this.folder = new RepeatFolder(settings.foldRepeatsMs, ({ level, body }) =>
        this.enqueue(body, level, Date.now()),
      );
    }
    this.madeInCall = this.folder !== undefined || settings.consoleFallback ? 0 : lastWords.threshold;
  }

  /** The highest number given out; 0 before the first call. */
  get lastSeq(): number {
    return this.seq;
  }

  /** Calls that were counted in a "repeated N times" instead of sent. */
  get foldedCalls(): number {
    return this.folded;
  }

  /**
   * Takes one log call. Never throws and never waits.
   *
   * @param now moment of the call, milliseconds since 1970
   */
  accept(info: object, now: number): void {
    const level = this.levels.read(info);
    if (SEVERITY[level.level] < FIRST_ERROR && !this.rateLimit.admits(now)) {
      this.events.dropped('rate_limit', ++this.seq);
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

  /** Tells of the repeats so far, and encodes what is still to be encoded. */
  settle(): void {
    this.folder?.flush();
    this.arrivals.release();
  }

  /** Encodes what is still to be encoded. */
  release(): void {
    this.arrivals.release();
  }

  /** From now on every call is dropped, and counted. */
  close(): void {
    this.closed = true;
  }

  private makeNow(info: object, level: ReadLevel, now: number, context: CallContext | undefined): void {
    const body = this.encoder.body(info, level, now, context);
    if (this.folder?.absorbs(body, level.level, now) === true) this.folded += 1;
    else this.enqueue(body, level.level, now);
  }

  /** Copies what can not change any more and encodes it after the call; encodes everything else in the call. */
  private makeSoon(info: object, level: ReadLevel, now: number, context: CallContext | undefined): void {
    if (this.closed) return this.events.dropped('shutdown', ++this.seq);
    const around = context === undefined ? undefined : takeContextSnapshot(context);
    const snapshot = context === undefined || around !== undefined ? takeSnapshot(info) : undefined;
    const what = snapshot ?? this.encoder.body(info, level, now, context);
    this.arrivals.add({ what, context: around, level, seq: ++this.seq, now });
  }

  private arrived({ what, context, level, seq, now }: Arrival): void {
    try {
      const body = typeof what === 'string' ? what : this.encoder.body(what, level, now, context);
      const text = this.encoder.seal(body, seq, now);
      this.queue.push(text, SEVERITY[level.level], seq, 0);
      this.events.queued(text);
    } catch {
      // No caller is left to hear of it, and the process must not: the number is accounted for.
      this.events.dropped('encode_failed', seq);
    }
  }

  private enqueue(body: string, level: Level, now: number): void {
    const seq = ++this.seq;
    if (this.closed) return this.events.dropped('shutdown', seq);
    try {
      const severity = SEVERITY[level];
      const text = this.encoder.seal(body, seq, now);
      // First to disk, then to the queue: what the caller's call returned for has been kept.
      const segment = this.lastWords.keep(severity, seq, text, now);
      // Lower levels leave first, also those that have only just arrived.
      if (!this.queue.hasRoom(text.length * 3)) this.arrivals.release();
      this.queue.push(text, severity, seq, segment);
      this.events.queued(text);
    } catch {
      // No memory for it, most likely. The number is given out, so it is accounted for.
      this.events.dropped('encode_failed', seq);
    }
  }

  private acceptUnencodable(level: ReadLevel, now: number, error: unknown): void {
    try {
      const body = this.encoder.unencodable(level.level, error);
      if (SEVERITY[level.level] >= this.madeInCall) this.enqueue(body, level.level, now);
      else this.arrivals.add({ what: body, context: undefined, level, seq: ++this.seq, now });
    } catch {
      // Whatever it was, it is ours to bear: the number is accounted for, the caller goes on.
      this.events.dropped('encode_failed', ++this.seq);
    }
  }
}

function contextOfCall(): CallContext | undefined {
  const trace = activeTrace();
  const context = currentContext();
  return trace === undefined ? context : { ...trace, ...context };
}
