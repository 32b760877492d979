import { HEADER } from '@log-monitor/log-record';
import { decodeMessage } from './decode/decode-message.js';
import { type DecodedRecord, type RawMessage } from './decode/decoded-record.js';
import { ScannedRecords } from './decode/scanned-records.js';
import {
  type DeadLetter,
  type IngestBatch,
  type InstanceNews,
  type LastRecord,
  type TopicPartition,
} from './record-sink.js';

/** Limits of one transaction: it should last well under a second, and memory should not depend on how far we are behind. */
const MAX_MESSAGES = 5000;
const MAX_BYTES = 4 * 1024 * 1024;

const NO_DROPS: InstanceNews['dropped'] = [];

interface BatchFrame extends TopicPartition {
  isErrorsTopic: boolean;
  expectedOffset: number;
  nextOffset: number;
  endOffset: number;
}

/** Cuts messages into pieces that one transaction can take; a piece has at least one message. */
export function* pieces(messages: readonly RawMessage[]): Generator<RawMessage[]> {
  let piece: RawMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = message.value?.length ?? 0;
    if (piece.length > 0 && (piece.length >= MAX_MESSAGES || bytes + size > MAX_BYTES)) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(message);
    bytes += size;
  }
  if (piece.length > 0) yield piece;
}

/** Decodes consecutive messages into what the sink takes. Never throws. */
export function assembleBatch(frame: BatchFrame, messages: readonly RawMessage[]): IngestBatch {
  const origin = `${frame.topic}/${frame.partition}`;
  const records: DecodedRecord[] = [];
  const scanned = new ScannedRecords(messages.length);
  const deadLetters: DeadLetter[] = [];
  const news = new Map<string, InstanceNews>();
  let bytes = 0;
  for (const message of messages) {
    bytes += message.value?.length ?? 0;
    const source = scanned.add(message);
    if (source !== undefined) {
      addNews(news, source.instance, message, NO_DROPS);
      continue;
    }
    const decoded = decodeMessage(message, origin);
    if (decoded.kind === 'undecodable') deadLetters.push({ message, reason: decoded.reason, detail: decoded.detail });
    else if (decoded.kind === 'report') addNews(news, decoded.instance, message, decoded.dropped);
    else {
      records.push(decoded.record);
      if (decoded.record.instance !== null) addNews(news, decoded.record.instance, message, NO_DROPS);
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
  message: RawMessage,
  dropped: InstanceNews['dropped'],
): void {
  const lastSeq = sequenceHeader(message);
  const ended = headerText(message, HEADER.end) === 'true';
  const known = news.get(instance);
  if (known === undefined) {
    news.set(instance, { instance, lastSeq, ended, dropped });
    return;
  }
  known.lastSeq = Math.max(known.lastSeq, lastSeq);
  known.ended ||= ended;
  if (dropped.length > 0) known.dropped = [...known.dropped, ...dropped];
}

function sequenceHeader(message: RawMessage): number {
  const number = Number(headerText(message, HEADER.lastSeq));
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

function headerText(message: RawMessage, name: string): string | undefined {
  const value = message.headers[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined ? undefined : one.toString();
}
