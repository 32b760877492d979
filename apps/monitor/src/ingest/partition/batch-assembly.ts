import { decodeMessage } from '../log/decode-message.js';
import { type DecodedRecord, type RawMessage } from '../../batch/decoded-record.js';
import { type FetchedMessages } from '../kafka/fetched-messages.js';
import { ScannedRecords } from '../log/scanner/scanned-records.js';
import {
  type DeadLetter,
  type IngestBatch,
  type InstanceNews,
  type LastRecord,
  type TopicPartition,
} from '../../batch/record-sink.js';

/** Limits of one transaction: it should last well under a second, and memory should not depend on how far we are behind. */
const MAX_MESSAGES = 8000;
const MAX_BYTES = 4 * 1024 * 1024;

const NO_DROPS: InstanceNews['dropped'] = [];

interface BatchFrame extends TopicPartition {
  isErrorsTopic: boolean;
  expectedOffset: number;
  nextOffset: number;
  endOffset: number;
}

/** Places of consecutive messages. */
export interface MessageRange {
  from: number;
  /** Behind the last. */
  to: number;
}

/** Cuts messages into pieces that one transaction can take; a piece has at least one message. */
export function* pieces(messages: FetchedMessages, first: number): Generator<MessageRange> {
  let from = first;
  let bytes = 0;
  for (let at = first; at < messages.length; at += 1) {
    const size = messages.bytesAt(at);
    if (at > from && (at - from >= MAX_MESSAGES || bytes + size > MAX_BYTES)) {
      yield { from, to: at };
      from = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < messages.length) yield { from, to: messages.length };
}

/** Decodes consecutive messages into what the sink takes. Never throws. */
export function assembleBatch(
  frame: BatchFrame,
  messages: FetchedMessages,
  { from, to }: MessageRange = { from: 0, to: messages.length },
): IngestBatch {
  const origin = `${frame.topic}/${frame.partition}`;
  const records: DecodedRecord[] = [];
  const scanned = new ScannedRecords(to - from);
  const deadLetters: DeadLetter[] = [];
  const news = new Map<string, InstanceNews>();
  let bytes = 0;
  for (let at = from; at < to; at += 1) {
    bytes += messages.bytesAt(at);
    const source = scanned.add(messages, at);
    if (source !== undefined) {
      addNews(news, source.instance, messages, at, NO_DROPS);
      continue;
    }
    const message = messages.messageAt(at);
    const decoded = decodeMessage(message, origin);
    if (decoded.kind === 'undecodable') deadLetters.push({ message, reason: decoded.reason, detail: decoded.detail });
    else if (decoded.kind === 'report') addNews(news, decoded.instance, messages, at, decoded.dropped);
    else {
      records.push(decoded.record);
      if (decoded.record.instance !== null) addNews(news, decoded.record.instance, messages, at, NO_DROPS);
    }
  }
  const last = lastOf(records, scanned);
  return { ...frame, bytes, records, scanned, last, deadLetters, news: frame.isErrorsTopic ? [] : [...news.values()] };
}

function lastOf(records: readonly DecodedRecord[], scanned: ScannedRecords): LastRecord | undefined {
  const record = records.at(-1);
  const at = scanned.length - 1;
  if (at < 0 || (record !== undefined && record.offset > (scanned.offsets[at] as number))) return record;
  return { id: scanned.idOf(at), kafkaTime: scanned.kafkaTimes[at] as number };
}

/** The same batch with one record kept aside, which the database would not take. */
export function asDeadLetter(batch: IngestBatch, message: RawMessage, detail: string): IngestBatch {
  return {
    ...batch,
    records: [],
    scanned: new ScannedRecords(0),
    last: undefined,
    deadLetters: [{ message, reason: 'rejected_by_database', detail }],
  };
}

function addNews(
  news: Map<string, InstanceNews>,
  instance: string,
  messages: FetchedMessages,
  at: number,
  dropped: InstanceNews['dropped'],
): void {
  const { lastSeq, ended } = messages.newsAt(at);
  const known = news.get(instance);
  if (known === undefined) {
    news.set(instance, { instance, lastSeq, ended, dropped });
    return;
  }
  known.lastSeq = Math.max(known.lastSeq, lastSeq);
  known.ended ||= ended;
  if (dropped.length > 0) known.dropped = [...known.dropped, ...dropped];
}
