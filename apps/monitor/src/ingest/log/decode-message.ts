import { type JsonValue, type RecordError } from '@log-monitor/log-record';
import { type UndecodableReason } from '../../batch/dead-letter.js';
import { type Decoded, type DecodedRecord } from '../../batch/decoded-record.js';
import { type RawMessage, UNDECODABLE_BATCH } from '../../batch/raw-message.js';
import { readForeignRecord } from './foreign/foreign-record.js';
import { readDropReport, readNativeRecord } from './native/native-record.js';
import { boundValue, cleanValue, cutText, exceedsBounds, INT4_MAX, MAX_NAME, needsCleaning } from './sanitise.js';

/** Kafka's own default limit of a message; what is larger came by a special setting and is kept aside. */
const MAX_VALUE_BYTES = 1024 * 1024;
const MAX_TEXT = 256 * 1024;

/**
 * Reads one Kafka message. Never throws: what can not be read is told with a reason, and nothing in a message can make it slow
 * or deep beyond its bounds.
 *
 * @param origin `topic/partition`, part of the id that a foreign record gets
 */
export function decodeMessage(raw: RawMessage, origin: string): Decoded {
  if (raw.value === null || raw.value.length === 0) return withoutValue(raw);
  if (raw.value.length > MAX_VALUE_BYTES) return undecodable('too_large', `${raw.value.length} bytes`);
  const json = raw.value.toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    return undecodable('not_json', (error as Error).message.slice(0, 200));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return undecodable('not_an_object', Array.isArray(parsed) ? 'an array' : `a ${typeof parsed}`);
  }
  const members = (needsCleaning(json) ? cleanValue(parsed as JsonValue) : parsed) as Record<string, JsonValue>;
  return decodeMembers(members, raw, origin);
}

function decodeMembers(members: Record<string, JsonValue>, raw: RawMessage, origin: string): Decoded {
  const native = readNativeRecord(members, raw);
  if (native !== null) return { kind: 'record', record: bounded(native) };
  const report = readDropReport(members);
  if (report !== null) return { kind: 'report', ...report };
  const reading = readForeignRecord(members, raw, origin);
  if ('reason' in reading) return undecodable(reading.reason, reading.detail);
  return { kind: 'record', record: bounded(reading.record) };
}

function withoutValue({ headers }: RawMessage): Decoded {
  const batch = headers[UNDECODABLE_BATCH];
  return batch === undefined ? undecodable('empty', 'no value') : undecodable('undecodable_batch', batch);
}

function undecodable(reason: UndecodableReason, detail: string): Decoded {
  return { kind: 'undecodable', reason, detail };
}

/** Cuts what is longer, deeper or larger than a row can carry. Most records pass without a change. */
function bounded(record: DecodedRecord): DecodedRecord {
  record.service = cutText(record.service, MAX_NAME);
  record.host = cutText(record.host, MAX_NAME);
  record.message = cutText(record.message, MAX_TEXT);
  record.logger = cutOptional(record.logger);
  record.requestId = cutOptional(record.requestId);
  record.userId = cutOptional(record.userId);
  record.traceId = cutOptional(record.traceId);
  record.spanId = cutOptional(record.spanId);
  record.version = cutOptional(record.version);
  record.environment = cutOptional(record.environment);
  if (record.pid !== null && (record.pid > INT4_MAX || record.pid < 0)) record.pid = null;
  if (record.attributes !== null && exceedsBounds(record.attributes)) {
    record.attributes = boundValue(record.attributes) as Record<string, JsonValue>;
  }
  if (record.error !== null) record.error = boundedError(record.error);
  return record;
}

function cutOptional(text: string | null): string | null {
  return text === null || text.length <= MAX_NAME ? text : cutText(text, MAX_NAME);
}

/** A hostile producer may put anything where a text belongs. */
function boundedError(error: RecordError): RecordError {
  const value = error as Record<string, JsonValue>;
  const kept = (exceedsBounds(value) ? boundValue(value) : value) as Record<string, JsonValue>;
  for (const name of ['type', 'message', 'code', 'stack'] as const) {
    const text = kept[name];
    if (text === undefined || text === null) continue;
    kept[name] = cutText(typeof text === 'string' ? text : JSON.stringify(text), name === 'stack' ? MAX_TEXT : 10_000);
  }
  return kept;
}
