import { type InstanceNews, type ServiceShare } from '../../batch/batch.js';
import { type DeadLetter } from '../../batch/dead-letter.js';
import { type DecodedRecord } from '../../batch/decoded-record.js';
import { LOG_KIND, type LogBatch } from '../../batch/log-batch.js';
import { type LogColumns } from '../../batch/log-columns.js';
import { type FetchedMessages } from '../kafka/fetched-messages.js';
import { type MessageKind, type MessageRange, type ReadMessages } from '../message-kind.js';
import { decodeMessage } from './decode-message.js';
import { ColumnScanner } from './scanner/column-scanner.js';

const NO_DROPS: InstanceNews['dropped'] = [];

/** Log records: those of our own format are scanned where they lie, all others are parsed. */
export const LOG_MESSAGES: MessageKind<LogBatch> = { kind: LOG_KIND, read: readLogMessages };

function readLogMessages(
  messages: FetchedMessages,
  { from, to }: MessageRange,
  origin: string,
): ReadMessages<LogBatch> {
  const scanner = new ColumnScanner(to - from);
  const parsed: DecodedRecord[] = [];
  const deadLetters: DeadLetter[] = [];
  const news = new Map<string, InstanceNews>();
  for (let at = from; at < to; at += 1) {
    const source = scanner.add(messages, at);
    if (source !== undefined) {
      addNews(news, source.instance, messages, at, NO_DROPS);
      continue;
    }
    const message = messages.messageAt(at);
    const decoded = decodeMessage(message, origin);
    if (decoded.kind === 'undecodable') deadLetters.push({ message, reason: decoded.reason, detail: decoded.detail });
    else if (decoded.kind === 'report') addNews(news, decoded.instance, messages, at, decoded.dropped);
    else {
      parsed.push(decoded.record);
      if (decoded.record.instance !== null) addNews(news, decoded.record.instance, messages, at, NO_DROPS);
    }
  }
  const scanned = scanner.columns;
  return {
    payload: { scanned, parsed },
    records: scanned.length + parsed.length,
    last: lastOf(scanned, parsed),
    earliestTime: earliestTime(scanned, parsed),
    services: sharesOf(scanned, parsed),
    deadLetters,
    news: [...news.values()],
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
