import { lineText } from '@log-monitor/access-log';
import type { AccessFlag } from '@log-monitor/access-record';
import type { AccessBatch, AccessLine, AccessOrigin, SentLine } from '../../batch/access-batch.js';
import type { FetchedMessages } from '../kafka/fetched-messages.js';
import type { MessageRange } from '../kind/message-kind.js';
import type { AccessSource } from './access-sources.js';
import type { LineHeaders } from './line-headers.js';
import { readSafely } from './read-safely.js';

const NO_SEQS: readonly number[] = [];

/** Who sent consecutive messages. */
interface Sender {
  /** The first of them. */
  readonly from: number;
  readonly source: AccessSource;
  readonly instance: string | null;
  /** One of them has had a number. */
  isNumbered: boolean;
}

/**
 * The lines of consecutive messages. One that is alone in its message and in no wrapper is read when its turn comes: thousands of records at once would have to be carried
 * from one collection of garbage to the next.
 */
export class AccessLines implements AccessBatch {
  readonly origins = new Set<AccessOrigin>();
  readonly firstLines = new Map<string, SentLine>();
  readonly #messages: FetchedMessages;
  /** The message of a line that is not read yet; or a line. */
  readonly #entries: (number | AccessLine)[] = [];
  /** What the headers say of the messages of lines that are not read yet: who sent them, from which message on, and their numbers. */
  readonly #senders: Sender[] = [];
  readonly #seqs: Float64Array;
  readonly #from: number;
  #lastSender = 0;

  constructor(messages: FetchedMessages, { from, to }: MessageRange) {
    this.#messages = messages;
    this.#from = from;
    this.#seqs = new Float64Array(to - from);
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Kafka's time of the line with the highest offset; undefined without lines. */
  get lastKafkaTime(): number | undefined {
    const last = this.#entries.at(-1);
    return typeof last === 'number' ? this.#messages.kafkaTimes[last] : last?.kafkaTime;
  }

  /** Adds a line that has been read. */
  add(line: AccessLine): void {
    this.#entries.push(line);
    this.origins.add(line.origin);
    this.#notice(line);
  }

  /** Adds the line of a message that has one. */
  addUnread(at: number, source: AccessSource, { instance, seq }: LineHeaders): void {
    this.#entries.push(at);
    this.#seqs[at - this.#from] = seq;
    let sender = this.#senders.at(-1);
    if (source !== sender?.source || instance !== sender.instance) {
      sender = { from: at, source, instance, isNumbered: false };
      this.#senders.push(sender);
      this.origins.add(source.origin);
    }
    if (instance === null || sender.isNumbered) return;
    sender.isNumbered = seq > 0;
    this.#notice(this.#sent(at, sender));
  }

  /** Brings the lines into the order of their offsets. */
  sort(): void {
    const offset = (entry: number | AccessLine): number =>
      typeof entry === 'number' ? (this.#messages.offsets[entry] as number) : entry.offset;
    const element = (entry: number | AccessLine): number => (typeof entry === 'number' ? 0 : entry.element);
    this.#entries.sort((one, other) => offset(one) - offset(other) || element(one) - element(other));
  }

  /** Takes away the lines from one on: their message cannot be read. */
  cut(length: number): void {
    this.#entries.length = length;
  }

  get lines(): Iterable<AccessLine> {
    return { [Symbol.iterator]: () => this.#read() };
  }

  *#read(): Generator<AccessLine, undefined> {
    for (const entry of this.#entries) yield typeof entry === 'number' ? this.#readMessage(entry) : entry;
  }

  #readMessage(at: number): AccessLine {
    const sender = this.#senderOf(at);
    const start = this.#messages.starts[at] as number;
    const { text, latin1, nulPadding } = lineText(
      (this.#messages.blocks[at] as Buffer).subarray(start, this.#messages.ends[at]),
    );
    const { line, raw } = readSafely(sender.source.reader, text, undefined, flagsOf(latin1, nulPadding));
    const { offset, kafkaTime, origin, instance, seq } = this.#sent(at, sender);
    const time = line.timestamp ?? arrivalOf(kafkaTime);
    return { offset, element: 0, kafkaTime, origin, instance, seq, earlierSeqs: NO_SEQS, time, line, raw };
  }

  /** Messages are asked for in their order as a rule: then it is the one of the last time, or the next. */
  #senderOf(at: number): Sender {
    const senders = this.#senders;
    if (at < (senders[this.#lastSender] as Sender).from) this.#lastSender = 0;
    while ((senders[this.#lastSender + 1]?.from ?? Number.POSITIVE_INFINITY) <= at) this.#lastSender += 1;
    return senders[this.#lastSender] as Sender;
  }

  #sent(at: number, { source, instance }: Sender): SentLine {
    return {
      offset: this.#messages.offsets[at] as number,
      kafkaTime: this.#messages.kafkaTimes[at] as number,
      origin: source.origin,
      instance,
      seq: this.#seqs[at - this.#from] as number,
      earlierSeqs: NO_SEQS,
    };
  }

  #notice(line: SentLine): void {
    if (line.instance === null || line.seq < 1) return;
    const known = this.firstLines.get(line.instance);
    if (known === undefined || line.offset < known.offset) this.firstLines.set(line.instance, line);
  }
}

/** Some senders give Kafka no time (APISIX's kafka-logger writes -1). */
export function arrivalOf(kafkaTime: number): number {
  return kafkaTime > 0 ? kafkaTime : Date.now();
}

export function flagsOf(latin1: boolean, nulPadding: boolean): readonly AccessFlag[] | undefined {
  if (!latin1 && !nulPadding) return undefined;
  return [...(latin1 ? (['latin1'] as const) : []), ...(nulPadding ? (['nul_padding'] as const) : [])];
}
