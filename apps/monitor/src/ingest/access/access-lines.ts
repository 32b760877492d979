import { lineText } from '@log-monitor/access-log';
import type { AccessFlag } from '@log-monitor/access-record';
import type { AccessBatch, AccessLine, AccessOrigin, SentLine } from '../../batch/access-batch.js';
import type { FetchedMessages } from '../kafka/fetched-messages.js';
import type { AccessSource } from './access-sources.js';
import type { LineHeaders } from './line-headers.js';
import { readSafely } from './read-safely.js';

const NO_SEQS: readonly number[] = [];

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
  /** What the headers say of the messages of lines that are not read yet. */
  readonly #sources: AccessSource[] = [];
  readonly #instances: (string | null)[] = [];
  readonly #seqs: number[] = [];
  readonly #from: number;

  /** @param from the first of the messages */
  constructor(messages: FetchedMessages, from: number) {
    this.#messages = messages;
    this.#from = from;
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
    const index = at - this.#from;
    this.#entries.push(at);
    if (source !== this.#sources[index - 1]) this.origins.add(source.origin);
    this.#sources[index] = source;
    this.#instances[index] = instance;
    this.#seqs[index] = seq;
    const isAsBefore = instance === this.#instances[index - 1] && (this.#seqs[index - 1] as number) > 0;
    if (instance !== null && !isAsBefore) this.#notice(this.#sent(at));
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
    const { reader } = this.#sources[at - this.#from] as AccessSource;
    const start = this.#messages.starts[at] as number;
    const { text, latin1, nulPadding } = lineText(
      (this.#messages.blocks[at] as Buffer).subarray(start, this.#messages.ends[at]),
    );
    const { line, raw } = readSafely(reader, text, undefined, flagsOf(latin1, nulPadding));
    const { offset, kafkaTime, origin, instance, seq } = this.#sent(at);
    const time = line.timestamp ?? arrivalOf(kafkaTime);
    return { offset, element: 0, kafkaTime, origin, instance, seq, earlierSeqs: NO_SEQS, time, line, raw };
  }

  #sent(at: number): SentLine {
    const index = at - this.#from;
    return {
      offset: this.#messages.offsets[at] as number,
      kafkaTime: this.#messages.kafkaTimes[at] as number,
      origin: (this.#sources[index] as AccessSource).origin,
      instance: this.#instances[index] ?? null,
      seq: this.#seqs[index] as number,
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
