import type { Level } from '@log-monitor/log-record';
import type { CallContext } from '../context/call-context.js';
import type { RedactionOptions } from '../options/transport-options.js';
import { type EncodeLimits, TIGHT_LIMITS, USUAL_LIMITS } from './encode-limits.js';
import { type Info, argumentsOf, encodeMessage, hasPlaceholder, messageOf } from './info-arguments.js';
import { InfoMembers } from './info-members.js';
import { IsoTime } from './iso-time.js';
import { cutText, quote } from './quote.js';
import type { ReadLevel } from './read-level.js';
import { RecordBytes, RecordTooLong } from './record-bytes.js';
import { RecordFrame, type RecordIdentity } from './record-frame.js';
import { Redaction } from './redaction.js';
import { ValueEncoder } from './value-encoder.js';
import { ValueWriter } from './value-writer.js';

/**
 * Encodes winston infos as records . Pure but for the random part of the id; never changes the info, which
 * other transports share.
 *
 * One record at a time: one of the `begin…` methods, then `end`. What is between the frame and the number is the body:
 * two calls with the same words and level have the same one, which is what folding compares.
 */
export class RecordEncoder {
  readonly #out = new RecordBytes();
  readonly #values: ValueEncoder;
  readonly #writer: ValueWriter;
  readonly #members: InfoMembers;
  readonly #frame: RecordFrame;
  #bodyStart = 0;
  #encoding = false;

  constructor(identity: RecordIdentity, redact: false | Required<RedactionOptions>) {
    const redaction = redact === false ? undefined : new Redaction(redact.keys, redact.paths);
    const time = new IsoTime();
    this.#values = new ValueEncoder(redaction, redact !== false && redact.values);
    this.#writer = new ValueWriter(this.#out, this.#values);
    this.#members = new InfoMembers(this.#out, this.#values, this.#writer, time, identity.service);
    this.#frame = new RecordFrame(identity, time);
  }

  /** True while a getter or a `toJSON` of the caller runs: who logs in there needs another encoder. */
  get isEncoding(): boolean {
    return this.#encoding;
  }

  /**
   * Encodes a log call up to the record's number.
   *
   * @throws whatever the info itself throws when its members are asked for, RecordTooLong when nothing helps
   */
  begin(info: object, level: ReadLevel, now: number, context?: CallContext): void {
    this.#encoding = true;
    try {
      this.#beginWithin(USUAL_LIMITS, info as Info, level, now, context);
    } catch (error) {
      if (!(error instanceof RecordTooLong)) throw error;
      this.#beginWithin(TIGHT_LIMITS, info as Info, level, now, context);
    } finally {
      this.#encoding = false;
    }
  }

  /** Begins a record that says why the real one could not be made. */
  beginUnencodable(level: Level, now: number, error: unknown): void {
    const why = error instanceof Error ? error.message : 'unknown error';
    this.beginBody(`,"message":${quote(`[record could not be encoded: ${cutText(why, 500)}]`)}`, level, now);
  }

  /** Begins a record of a body that has been made before. */
  beginBody(body: string, level: Level, now: number): void {
    this.#frame.open(this.#out, level, now);
    this.#bodyStart = this.#frame.bodyStart(level);
    this.#out.length = this.#bodyStart;
    this.#out.raw(body);
  }

  /** The body of the record in work, with a leading comma. */
  body(): string {
    return this.#out.textFrom(this.#bodyStart);
  }

  /** The record's bytes, valid until the next is begun. */
  end(seq: number): Uint8Array {
    return this.#out.close(seq);
  }

  #beginWithin(
    limits: EncodeLimits,
    info: Info,
    level: ReadLevel,
    now: number,
    context: CallContext | undefined,
  ): void {
    this.#values.begin(limits);
    this.#frame.open(this.#out, level.level, now);
    this.#bodyStart = this.#frame.bodyStart(level.level);
    const args = argumentsOf(info);
    this.#writeMessage(info, args);
    this.#members.write(info, args, now, level.original, context);
  }

  #writeMessage(info: Info, args: readonly unknown[] | undefined): void {
    const { message: given } = info;
    // A plain text has no colours and no line end.
    if (typeof given === 'string' && isComplete(given, args) && this.#writer.plainText(given)) return;
    const message = messageOf(info);
    if (typeof message === 'string' && isComplete(message, args)) this.#writer.text(message);
    else this.#out.raw(encodeMessage(this.#values, message, args));
  }
}

/** True when no argument is to be filled in. */
function isComplete(message: string, args: readonly unknown[] | undefined): boolean {
  return args === undefined || !hasPlaceholder(message);
}
