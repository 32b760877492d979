import { lineText, type SourceLine, unwrap, type UnwrappedLine } from '@log-monitor/access-log';
import type { AccessFlag } from '@log-monitor/access-record';
import type { AccessBatch, AccessLine } from '../../batch/access-batch.js';
import type { InstanceNews, ServiceShare } from '../../batch/batch.js';
import type { DeadLetter } from '../../batch/dead-letter.js';
import { UNDECODABLE_BATCH } from '../../batch/raw-message.js';
import { BatchNews } from '../kind/batch-news.js';
import type { FetchedMessages } from '../kafka/fetched-messages.js';
import type { MessageRange, ReadMessages } from '../kind/message-kind.js';
import type { AccessSource, AccessSources } from './access-sources.js';
import { BareLines } from './bare-lines.js';
import { AccessLines, arrivalOf, flagsOf } from './access-lines.js';
import { dropReport } from './drop-report.js';
import { LineHeaders } from './line-headers.js';
import { readSafely, unparsed } from './read-safely.js';
import { type Part, seqsOf, textOf, type UnfinishedLine, UnfinishedLines } from './unfinished-lines.js';

/** Lines of one message. A message of Kafka's default size has fewer, unless somebody wants to fill our memory. */
const MAX_LINES = 20_000;
const NO_SEQS: readonly number[] = [];

type Flags = readonly AccessFlag[] | undefined;
type LinePlace = Pick<AccessLine, 'instance' | 'seq' | 'element' | 'earlierSeqs'>;

/** Reads consecutive messages of one partition once. */
export class AccessReading {
  readonly #messages: FetchedMessages;
  readonly #range: MessageRange;
  readonly #topic: string;
  readonly #sources: AccessSources;
  readonly #headers: LineHeaders;
  readonly #unfinished = new UnfinishedLines();
  readonly #lines: AccessLines;
  readonly #deadLetters: DeadLetter[] = [];
  readonly #services = new Map<string, ServiceShare>();
  readonly #news = new BatchNews();
  /** First and last message of each line that came in parts, in the order of the last. */
  readonly #spans: [number, number][] = [];
  readonly #bareLines: BareLines;
  /** The message that is being read, and how many lines and parts it has brought so far. */
  #at = 0;
  #element = 0;

  /** @param range the messages to be read */
  constructor(messages: FetchedMessages, range: MessageRange, topic: string, sources: AccessSources) {
    this.#messages = messages;
    this.#range = range;
    this.#lines = new AccessLines(messages, range);
    this.#bareLines = new BareLines(messages);
    this.#topic = topic;
    this.#sources = sources;
    this.#headers = new LineHeaders(messages);
  }

  read(): ReadMessages<AccessBatch> {
    const { from, to } = this.#range;
    for (let at = from; at < to; at += 1) this.#readMessage(at);
    const unfinishedFrom = this.#giveOutUnfinished();
    const lines = this.#lines;
    const { lastKafkaTime } = lines;
    return {
      payload: lines,
      records: lines.length,
      last: lastKafkaTime === undefined ? undefined : { id: '', kafkaTime: lastKafkaTime },
      // Lines are read only when they are stored.
      earliestTime: 0,
      services: this.#services,
      deadLetters: this.#deadLetters,
      news: this.#news.list,
      unfinishedFrom,
    };
  }

  #readMessage(at: number): void {
    this.#at = at;
    this.#element = 0;
    this.#headers.read(at);
    const start = this.#messages.starts[at] as number;
    if (start < 0) {
      this.#keepAside(at);
      return;
    }
    const end = this.#messages.ends[at] as number;
    if (this.#headers.instance !== null) this.#addNews(this.#headers.instance, []);
    const isReport = this.#headers.text('report') !== undefined;
    if (!isReport && this.#unfinished.isEmpty && this.#bareLines.has(at)) return this.#addUnread(end - start);
    const value = (this.#messages.blocks[at] as Buffer).subarray(start, end);
    if (isReport && this.#readReport(value)) return;
    const begun = this.#lines.length;
    try {
      this.#readLines(value);
    } catch (error) {
      this.#lines.cut(begun);
      this.#deadLetters.push({
        message: this.#messages.messageAt(at),
        reason: 'reader_failed',
        detail: detailOf(error),
      });
    }
  }

  /** A message without a value is no line: it stands for a batch that cannot be read, or marks a key as deleted. */
  #keepAside(at: number): void {
    const message = this.#messages.messageAt(at);
    const batch = message.headers[UNDECODABLE_BATCH];
    const why =
      batch === undefined
        ? ({ reason: 'empty', detail: 'no value' } as const)
        : ({ reason: 'undecodable_batch', detail: batch } as const);
    this.#deadLetters.push({ message, ...why });
  }

  #readReport(value: Buffer): boolean {
    const report = dropReport(value);
    if (report === null) return false;
    this.#addNews(report.instance, report.dropped);
    return true;
  }

  #addUnread(bytes: number): void {
    const source = this.#sources.of(this.#topic, this.#headers, undefined);
    const share = this.#shareOf(source);
    share.bytes += bytes;
    share.records += 1;
    this.#lines.addUnread(this.#at, source, this.#headers);
  }

  #readLines(value: Buffer): void {
    const { text, latin1, nulPadding } = lineText(value);
    const flags = flagsOf(latin1, nulPadding);
    const lines = unwrap(text);
    const source = this.#sources.of(this.#topic, this.#headers, lines[0]?.origin);
    this.#shareOf(source).bytes += value.length;
    if (lines.length > MAX_LINES) this.#add(source, unparsed(text, 'too_long', undefined, flags));
    else for (const line of lines) this.#join(line, flags);
  }

  #join({ text, origin, isPartial }: UnwrappedLine, flags: Flags): void {
    const source = this.#sources.of(this.#topic, this.#headers, origin);
    if (!isPartial && this.#unfinished.isEmpty) {
      this.#add(source, readSafely(source.reader, text, origin, flags));
      return;
    }
    const { instance, seq } = this.#headers;
    const file = this.#headers.text('file');
    const { namespace, pod, container, stream } = origin ?? {};
    const name = JSON.stringify([instance, source.origin.source, file, namespace, pod, container, stream]);
    if (isPartial) {
      this.#unfinished.hold(name, source, { at: this.#at, text, origin, instance, seq }, this.#element);
      this.#element += 1;
      return;
    }
    const before = this.#unfinished.take(name);
    if (before === undefined) {
      this.#add(source, readSafely(source.reader, text, origin, flags));
      return;
    }
    // What was in parts is looked into only now.
    let seqs: readonly number[] = seqsOf(before.parts, seq);
    for (const inner of unwrap(textOf(before.parts) + text)) {
      this.#add(source, readSafely(source.reader, inner.text, origin, flags), seqs);
      seqs = NO_SEQS;
    }
    this.#spans.push([before.parts[0]?.at ?? this.#at, this.#at]);
  }

  #add(source: AccessSource, line: SourceLine, earlierSeqs = NO_SEQS): void {
    const { instance, seq } = this.#headers;
    this.#addLine(source, line, { instance, seq, element: this.#element, earlierSeqs });
    this.#element += 1;
  }

  #addLine(source: AccessSource, { line, raw, origin }: SourceLine, place: LinePlace): void {
    const kafkaTime = this.#messages.kafkaTimes[this.#at] as number;
    this.#shareOf(source).records += 1;
    this.#lines.add({
      offset: this.#messages.offsets[this.#at] as number,
      element: place.element,
      kafkaTime,
      origin: source.origin,
      instance: place.instance,
      seq: place.seq,
      earlierSeqs: place.earlierSeqs,
      time: line.timestamp ?? origin?.timestamp ?? arrivalOf(kafkaTime),
      line,
      raw,
    });
  }

  /**
   * Gives out what has no end among these messages.
   *
   * @returns the message from which on everything has to be read again, for a line to come whole; undefined when there is none
   */
  #giveOutUnfinished(): number | undefined {
    const unfinished = this.#unfinished.rest();
    if (unfinished.length === 0) return undefined;
    let from = Math.min(...unfinished.map(({ parts }) => (parts[0] as Part).at));
    // Nor may any other line be cut there.
    for (const [first, last] of this.#spans.toReversed()) if (last >= from) from = Math.min(from, first);
    for (const line of unfinished) this.#addUnfinished(line);
    this.#lines.sort();
    return from;
  }

  #addUnfinished({ source, parts, element }: UnfinishedLine): void {
    const { at, instance, seq, origin } = parts.at(-1) as Part;
    this.#at = at;
    this.#addLine(source, unparsed(textOf(parts), 'partial_line', origin, undefined), {
      instance,
      seq,
      element,
      earlierSeqs: seqsOf(parts, seq),
    });
  }

  #addNews(instance: string, dropped: InstanceNews['dropped']): void {
    this.#news.add(instance, this.#headers.lastSeq, this.#headers.text('end') === 'true', dropped);
  }

  #shareOf({ origin }: AccessSource): ServiceShare {
    let share = this.#services.get(origin.source);
    if (share === undefined) {
      share = { records: 0, bytes: 0 };
      this.#services.set(origin.source, share);
    }
    return share;
  }
}

function detailOf(error: unknown): string {
  return String(error).slice(0, 200);
}
