import type { InstanceNews, ServiceShare } from '../../batch/batch.js';
import type { DeadLetter } from '../../batch/dead-letter.js';
import type { Decoded, DecodedRecord, LevelDoubt } from '../../batch/decoded-record.js';
import { LOG_KIND, type LogBatch } from '../../batch/log-batch.js';
import type { LogColumns } from '../../batch/log-columns.js';
import type { RawMessage } from '../../batch/raw-message.js';
import type { StoredErrors } from '../../batch/stored-errors.js';
import { BatchNews } from '../kind/batch-news.js';
import type { FetchedMessages } from '../kafka/fetched-messages.js';
import type { MessageKind, MessageRange, ReadMessages } from '../kind/message-kind.js';
import { type DecodeOptions, decodeMessage, type ForeignText } from './decode-message.js';
import { PartialLines } from './foreign/partial-lines.js';
import { ColumnScanner } from './scanner/column-scanner.js';

const NO_DROPS: InstanceNews['dropped'] = [];

/**
 * Log records: those of our own format are scanned where they lie, all others are parsed.
 *
 * @param text what is done with text that is no JSON
 * @param storedErrors the copies of these are not parsed
 */
export function logMessages(text: ForeignText, storedErrors: StoredErrors): MessageKind<LogBatch> {
  return {
    kind: LOG_KIND,
    read: (messages, range, origin) => new LogReading(messages, origin, text).read(range, storedErrors),
  };
}

/** Reads consecutive messages once. */
class LogReading {
  readonly #messages: FetchedMessages;
  readonly #origin: string;
  readonly #options: DecodeOptions;
  readonly #parts = new PartialLines();
  readonly #parsed: DecodedRecord[] = [];
  readonly #deadLetters: DeadLetter[] = [];
  readonly #news = new BatchNews();

  constructor(messages: FetchedMessages, origin: string, text: ForeignText) {
    this.#messages = messages;
    this.#origin = origin;
    this.#options = { text, parts: this.#parts };
  }

  read({ from, to }: MessageRange, storedErrors: StoredErrors): ReadMessages<LogBatch> {
    const scanner = new ColumnScanner(to - from, storedErrors);
    for (let at = from; at < to; at += 1) {
      const source = scanner.add(this.#messages, at);
      if (source === undefined) this.#decode(this.#messages.messageAt(at), at, this.#options);
      else this.#addNews(source.instance, at, NO_DROPS);
    }
    this.#readUnfinishedLines();
    const scanned = scanner.columns;
    const parsed = this.#parsed;
    return {
      payload: { scanned, parsed },
      records: scanned.length + parsed.length,
      last: lastOf(scanned, parsed),
      earliestTime: earliestTime(scanned, parsed),
      services: sharesOf(scanned, parsed),
      unknownLevels: unknownLevelsOf(parsed),
      deadLetters: this.#deadLetters,
      news: this.#news.list,
    };
  }

  #decode(message: RawMessage, at: number, options: DecodeOptions): void {
    const decoded = decodeSafely(message, this.#origin, options);
    if (decoded.kind === 'bundle') for (const element of decoded.elements) this.#decode(element, at, options);
    else if (decoded.kind === 'undecodable')
      this.#deadLetters.push({ message, reason: decoded.reason, detail: decoded.detail });
    else if (decoded.kind === 'report') this.#addNews(decoded.instance, at, decoded.dropped);
    else if (decoded.kind === 'record') {
      this.#parsed.push(decoded.record);
      if (decoded.record.instance !== null) this.#addNews(decoded.record.instance, at, NO_DROPS);
    }
  }

  #addNews(instance: string, at: number, dropped: InstanceNews['dropped']): void {
    const { lastSeq, ended } = this.#messages.newsAt(at);
    this.#news.add(instance, lastSeq, ended, dropped);
  }

  /** Parts of lines whose end is not among these messages are records by themselves. */
  #readUnfinishedLines(): void {
    const unfinished = this.#parts.rest();
    if (unfinished.length === 0) return;
    for (const message of unfinished) this.#decode(message, -1, { text: this.#options.text });
    this.#parsed.sort((one, other) => one.offset - other.offset);
    this.#deadLetters.sort((one, other) => one.message.offset - other.message.offset);
  }
}

/** A fault in the reader of one layout costs that message, which is kept aside, and not the partition. */
function decodeSafely(message: RawMessage, origin: string, options: DecodeOptions): Decoded {
  try {
    return decodeMessage(message, origin, options);
  } catch (error) {
    return { kind: 'undecodable', reason: 'reader_failed', detail: String(error).slice(0, 200) };
  }
}

function lastOf(scanned: LogColumns, parsed: readonly DecodedRecord[]): ReadMessages['last'] {
  const record = parsed.at(-1);
  const at = scanned.length - 1;
  if (at < 0 || (record !== undefined && record.offset > (scanned.offsets[at] as number))) return record;
  return { id: scanned.idOf(at), kafkaTime: scanned.kafkaTimes[at] as number };
}

/** A time that is none counts as the earliest of all. */
function earliestTime(scanned: LogColumns, parsed: readonly DecodedRecord[]): number {
  let earliest = Number.POSITIVE_INFINITY;
  const take = (time: number): void => {
    if (!(time >= earliest)) earliest = Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
  };
  for (let at = 0; at < scanned.length; at += 1) take(scanned.times[at] as number);
  for (const { time } of parsed) take(time);
  return earliest;
}

function sharesOf({ sources }: LogColumns, parsed: readonly DecodedRecord[]): Map<string, ServiceShare> {
  const shares = new Map<string, ServiceShare>();
  const add = (service: string, records: number, bytes: number): void => {
    const share = shares.get(service);
    if (share === undefined) shares.set(service, { records, bytes });
    else {
      share.records += records;
      share.bytes += bytes;
    }
  };
  for (const { service, bytes } of parsed) add(service, 1, bytes);
  for (const { service, records, bytes } of sources) add(service, records, bytes);
  return shares;
}

function unknownLevelsOf(parsed: readonly DecodedRecord[]): Map<LevelDoubt, number> {
  const counts = new Map<LevelDoubt, number>();
  for (const { levelDoubt } of parsed)
    if (levelDoubt !== null) counts.set(levelDoubt, (counts.get(levelDoubt) ?? 0) + 1);
  return counts;
}
