import { type BatchHeader, HeaderWalk, RecordWalk } from '@log-monitor/kafka-batch';
import { HEADER } from '@log-monitor/log-record';
import type { RawMessage } from '../../batch/raw-message.js';

const NOTHING = Buffer.alloc(0);
const LAST_SEQ_NAME = Buffer.from(HEADER.lastSeq);
const END_NAME = Buffer.from(HEADER.end);
const TRUE = Buffer.from('true');
/** Numbers per message in `#places`. */
const KEY_START = 0;
const KEY_END = 1;
const HEADERS_START = 2;
const END = 3;
const PLACES = 4;

/**
 * Consecutive messages of one partition, column by column: their bytes stay where the network left them, and an object is made only
 * of those that somebody has to look at closely.
 */
export class FetchedMessages {
  length = 0;
  readonly offsets: Float64Array;
  /** Kafka's times, milliseconds since 1970. */
  readonly kafkaTimes: Float64Array;
  /** What each value lies in. */
  readonly blocks: Buffer[] = [];
  /** First byte of each value, and the one after its last; both -1 where there is none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly #places: Int32Array;
  /** Those that came as objects, by index. */
  readonly #objects = new Map<number, RawMessage>();
  readonly #headers = new HeaderWalk();
  readonly #news = { lastSeq: 0, ended: false };

  /** @param capacity how many messages there can be at most */
  constructor(capacity: number) {
    this.offsets = new Float64Array(capacity);
    this.kafkaTimes = new Float64Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.#places = new Int32Array(capacity * PLACES);
  }

  static of(messages: readonly RawMessage[]): FetchedMessages {
    const fetched = new FetchedMessages(messages.length);
    for (const message of messages) fetched.addMessage(message);
    return fetched;
  }

  addMessage(message: RawMessage): void {
    const at = this.length;
    this.#objects.set(at, message);
    this.offsets[at] = message.offset;
    this.kafkaTimes[at] = message.kafkaTime;
    this.blocks.push(message.value ?? NOTHING);
    this.starts[at] = message.value === null ? -1 : 0;
    this.ends[at] = message.value === null ? -1 : message.value.length;
    this.length += 1;
  }

  /**
   * Takes in all records of a batch from an offset on.
   *
   * @param records the records, unpacked
   * @throws BatchFormatError; nothing of the batch has been taken in then
   */
  addBatch(header: BatchHeader, records: Buffer, fromOffset: number): void {
    const { length } = this;
    const walk = new RecordWalk(records, header);
    let at = length;
    for (let left = header.count; left > 0; left -= 1) {
      walk.next();
      if (walk.offset < fromOffset) continue;
      this.offsets[at] = walk.offset;
      this.kafkaTimes[at] = walk.kafkaTime;
      this.starts[at] = walk.valueStart;
      this.ends[at] = walk.valueEnd;
      const place = at * PLACES;
      this.#places[place + KEY_START] = walk.keyStart;
      this.#places[place + KEY_END] = walk.keyEnd;
      this.#places[place + HEADERS_START] = walk.headersStart;
      this.#places[place + END] = walk.end;
      at += 1;
    }
    // Only now, so that a batch that breaks off leaves nothing behind.
    for (; this.length < at; this.length += 1) this.blocks.push(records);
  }

  /** Size of a value. */
  bytesAt(at: number): number {
    return (this.ends[at] as number) - (this.starts[at] as number);
  }

  /** What the headers of a message say to the ledger; the answer is good until the next call. */
  newsAt(at: number): { readonly lastSeq: number; readonly ended: boolean } {
    const object = this.#objects.get(at);
    if (object !== undefined) return newsOf(object);
    this.#beginHeaders(at);
    this.#readNews();
    return this.#news;
  }

  /** The headers of a message one by one; good until the next call. Undefined where the message came as an object, which has them. */
  headersAt(at: number): HeaderWalk | undefined {
    if (this.#objects.has(at)) return undefined;
    this.#beginHeaders(at);
    return this.#headers;
  }

  #beginHeaders(at: number): void {
    const place = at * PLACES;
    const start = this.#places[place + HEADERS_START] as number;
    this.#headers.begin(this.blocks[at] as Buffer, start, this.#places[place + END] as number);
  }

  /** Of two headers with one name the first counts. */
  #readNews(): void {
    const headers = this.#headers;
    const news = this.#news;
    news.lastSeq = 0;
    news.ended = false;
    let saidSeq = false;
    let saidEnd = false;
    while (headers.next()) {
      if (!saidSeq && headers.isNamed(LAST_SEQ_NAME)) {
        saidSeq = true;
        news.lastSeq = headers.number();
      } else if (!saidEnd && headers.isNamed(END_NAME)) {
        saidEnd = true;
        news.ended = headers.hasValue(TRUE);
      }
    }
  }

  /** The message with all that Kafka keeps of it. */
  messageAt(at: number): RawMessage {
    const object = this.#objects.get(at);
    if (object !== undefined) return object;
    const block = this.blocks[at] as Buffer;
    const place = at * PLACES;
    const keyStart = this.#places[place + KEY_START] as number;
    const start = this.starts[at] as number;
    const headersStart = this.#places[place + HEADERS_START] as number;
    return {
      offset: this.offsets[at] as number,
      kafkaTime: this.kafkaTimes[at] as number,
      key: keyStart < 0 ? null : block.subarray(keyStart, this.#places[place + KEY_END]),
      value: start < 0 ? null : block.subarray(start, this.ends[at]),
      headers: this.#headers.toObject(block, headersStart, this.#places[place + END] as number),
    };
  }
}

function newsOf(message: RawMessage): { lastSeq: number; ended: boolean } {
  const number = Number(headerText(message, HEADER.lastSeq));
  const lastSeq = Number.isSafeInteger(number) && number > 0 ? number : 0;
  return { lastSeq, ended: headerText(message, HEADER.end) === 'true' };
}

function headerText(message: RawMessage, name: string): string | undefined {
  const value = message.headers[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined ? undefined : one.toString();
}
