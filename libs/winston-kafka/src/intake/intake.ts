import type { KafkaDelivery } from '@log-monitor/kafka-delivery';
import { type Level, SEVERITY, isErrorLevel } from '@log-monitor/log-record';
import { type CallContext, currentContext } from '../context/call-context.js';
import { activeTrace } from '../context/open-telemetry.js';
import { LevelReader, type ReadLevel } from '../encode/read-level.js';
import { RecordEncoder } from '../encode/record-encoder.js';
import type { RecordIdentity } from '../encode/record-frame.js';
import { writeLine } from '../options/notice.js';
import type { TransportSettings } from '../options/transport-options.js';
import { RateLimit } from './rate-limit.js';
import { RepeatFolder } from './repeat-folder.js';

/** The way of a log call into the delivery: level, limit, text, number. All of it happens in the call. */
export class Intake {
  readonly #identity: RecordIdentity;
  readonly #encoder: RecordEncoder;
  #spareEncoder: RecordEncoder | undefined;
  readonly #levels = new LevelReader();
  readonly #rateLimit: RateLimit;
  readonly #folder: RepeatFolder | undefined;
  #folded = 0;

  constructor(
    private readonly settings: TransportSettings,
    private readonly delivery: KafkaDelivery,
  ) {
    const { service, host, version, environment } = settings;
    this.#identity = { service, host, version, environment, instance: delivery.instance, pid: process.pid };
    this.#encoder = new RecordEncoder(this.#identity, settings.redact);
    this.#rateLimit = new RateLimit(settings.maxRecordsPerSecond);
    if (settings.foldRepeatsMs > 0) {
      this.#folder = new RepeatFolder(settings.foldRepeatsMs, ({ level, body }) =>
        this.#addBody(body, level, Date.now()),
      );
    }
  }

  /** Calls that were counted in a "repeated N times" instead of sent. */
  get foldedCalls(): number {
    return this.#folded;
  }

  /**
   * Takes one log call. When it returns, the record is encoded and held, and the caller may change what he passed.
   * Never throws and never waits.
   *
   * @param now moment of the call, milliseconds since 1970
   */
  accept(info: object, now: number): void {
    try {
      const read = this.#levels.read(info);
      if (isErrorLevel(read.level) || this.#rateLimit.admits(now)) {
        this.#take(this.#begin(info, read, now), read.level, now);
      } else this.delivery.drop('rate_limit', this.delivery.takeNumber());
    } catch {
      // Whatever it was, it is ours to bear: the number is accounted for, the caller goes on.
      this.delivery.drop('encode_failed', this.delivery.takeNumber());
    }
  }

  /** Tells of the repeats so far. */
  settle(): void {
    this.#folder?.flush();
  }

  #begin(info: object, read: ReadLevel, now: number): RecordEncoder {
    const encoder = this.#freeEncoder();
    try {
      encoder.begin(info, read, now, contextOfCall());
    } catch (error) {
      encoder.beginUnencodable(read.level, now, error);
    }
    return encoder;
  }

  /** A getter or `toJSON` of what is being logged may log too: one such call inside another is served. */
  #freeEncoder(): RecordEncoder {
    if (!this.#encoder.isEncoding) return this.#encoder;
    this.#spareEncoder ??= new RecordEncoder(this.#identity, this.settings.redact);
    if (this.#spareEncoder.isEncoding) throw new Error('log calls within log calls within log calls');
    return this.#spareEncoder;
  }

  #take(encoder: RecordEncoder, level: Level, now: number): void {
    if (this.#folder === undefined) return this.#add(encoder, level, now);
    const body = encoder.body();
    // The folder may tell of an earlier line first, which takes the encoder.
    if (this.#folder.absorbs(body, level, now)) this.#folded += 1;
    else this.#addBody(body, level, now);
  }

  #addBody(body: string, level: Level, now: number): void {
    const encoder = this.#freeEncoder();
    encoder.beginBody(body, level, now);
    this.#add(encoder, level, now);
  }

  /** Gives the record its number; from here on it is delivered or counted as dropped. */
  #add(encoder: RecordEncoder, level: Level, now: number): void {
    const seq = this.delivery.takeNumber();
    const record = encoder.end(seq);
    const added = this.delivery.add(record, seq, SEVERITY[level], now);
    if (added && this.settings.consoleFallback && this.delivery.isAway) {
      writeLine('stdout', Buffer.from(record).toString());
    }
  }
}

function contextOfCall(): CallContext | undefined {
  const trace = activeTrace();
  const context = currentContext();
  return trace === undefined ? context : { ...trace, ...context };
}
