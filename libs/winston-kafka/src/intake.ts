import { type DropReason, type Level, SEVERITY } from '@log-monitor/log-record';
import { type CallContext, currentContext } from './context/call-context.js';
import { activeTrace } from './context/open-telemetry.js';
import { LevelReader, type ReadLevel } from './encode/read-level.js';
import { RecordEncoder } from './encode/record-encoder.js';
import { type RecordIdentity } from './encode/record-frame.js';
import { type TransportSettings } from './options/transport-options.js';
import { RateLimit } from './queue/rate-limit.js';
import { type RecordQueue } from './queue/record-queue.js';
import { RepeatFolder } from './queue/repeat-folder.js';
import { type LastWords } from './spool/last-words.js';

const FIRST_ERROR = 4;

/** What happens to the numbers that were given out. */
export interface IntakeEvents {
  /** The bytes are valid during the call only. */
  queued(record: Uint8Array): void;
  dropped(reason: DropReason, seq: number): void;
}

/** The way of a log call into the queue: level, limit, text, number, copy on disk. All of it happens in the call. */
export class Intake {
  private readonly identity: RecordIdentity;
  private readonly encoder: RecordEncoder;
  private spareEncoder: RecordEncoder | undefined;
  private readonly levels = new LevelReader();
  private readonly rateLimit: RateLimit;
  private readonly folder: RepeatFolder | undefined;
  private seq = 0;
  private folded = 0;
  private closed = false;

  constructor(
    private readonly settings: TransportSettings,
    instance: string,
    private readonly queue: RecordQueue,
    private readonly lastWords: LastWords,
    private readonly events: IntakeEvents,
  ) {
    const { service, host, version, environment } = settings;
    this.identity = { service, host, version, environment, instance, pid: process.pid };
    this.encoder = new RecordEncoder(this.identity, settings.redact);
    this.rateLimit = new RateLimit(settings.maxRecordsPerSecond);
    if (settings.foldRepeatsMs > 0) {
      this.folder = new RepeatFolder(settings.foldRepeatsMs, ({ level, body }) =>
        this.enqueueBody(body, level, Date.now()),
      );
    }
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
   * Takes one log call. When it returns, the caller may change what he passed. Never throws and never waits.
   *
   * @param now moment of the call, milliseconds since 1970
   */
  accept(info: object, now: number): void {
    try {
      const read = this.levels.read(info);
      if (SEVERITY[read.level] >= FIRST_ERROR || this.rateLimit.admits(now)) {
        this.take(this.begin(info, read, now), read.level, now);
      } else this.events.dropped('rate_limit', ++this.seq);
    } catch {
      // Whatever it was, it is ours to bear: the number is accounted for, the caller goes on.
      this.events.dropped('encode_failed', ++this.seq);
    }
  }

  /** Tells of the repeats so far. */
  settle(): void {
    this.folder?.flush();
  }

  /** From now on every call is dropped, and counted. */
  close(): void {
    this.closed = true;
  }

  private begin(info: object, read: ReadLevel, now: number): RecordEncoder {
    const encoder = this.freeEncoder();
    try {
      encoder.begin(info, read, now, contextOfCall());
    } catch (error) {
      encoder.beginUnencodable(read.level, now, error);
    }
    return encoder;
  }

  /** A getter or `toJSON` of what is being logged may log in its turn: one such call inside another is served. */
  private freeEncoder(): RecordEncoder {
    if (!this.encoder.isEncoding) return this.encoder;
    this.spareEncoder ??= new RecordEncoder(this.identity, this.settings.redact);
    if (this.spareEncoder.isEncoding) throw new Error('log calls within log calls within log calls');
    return this.spareEncoder;
  }

  private take(encoder: RecordEncoder, level: Level, now: number): void {
    if (this.folder === undefined) return this.enqueue(encoder, level, now);
    const body = encoder.body();
    // The folder may tell of an earlier line first, which takes the encoder.
    if (this.folder.absorbs(body, level, now)) this.folded += 1;
    else this.enqueueBody(body, level, now);
  }

  private enqueueBody(body: string, level: Level, now: number): void {
    const encoder = this.freeEncoder();
    encoder.beginBody(body, level, now);
    this.enqueue(encoder, level, now);
  }

  /** Gives the record its number; from here on it is delivered or counted as dropped. */
  private enqueue(encoder: RecordEncoder, level: Level, now: number): void {
    const seq = ++this.seq;
    if (this.closed) return this.events.dropped('shutdown', seq);
    const severity = SEVERITY[level];
    const record = encoder.end(seq);
    try {
      // First to disk, then to the queue: what the caller's call returned for has been kept.
      const segment = this.lastWords.keep(severity, seq, record, now);
      this.queue.push(record, severity, seq, segment);
    } catch {
      // No memory for it, most likely. The number is given out, so it is accounted for.
      return this.events.dropped('encode_failed', seq);
    }
    this.events.queued(record);
  }
}

function contextOfCall(): CallContext | undefined {
  const trace = activeTrace();
  const context = currentContext();
  return trace === undefined ? context : { ...trace, ...context };
}
