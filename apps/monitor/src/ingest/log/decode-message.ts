import type { JsonValue, RecordError } from '@log-monitor/log-record';
import type { UndecodableReason } from '../../batch/dead-letter.js';
import type { Decoded, DecodedRecord } from '../../batch/decoded-record.js';
import { type RawMessage, UNDECODABLE_BATCH } from '../../batch/raw-message.js';
import { splitCloudWatch } from './foreign/cloudwatch.js';
import { type ContainerLine, readContainerLine } from './foreign/container-line.js';
import type { Members } from './foreign/foreign-members.js';
import { readForeignRecord } from './foreign/foreign-record.js';
import { headerService, serviceOf } from './foreign/named-service.js';
import { splitOtlp } from './foreign/otlp.js';
import type { PartialLines } from './foreign/partial-lines.js';
import { readCriLine } from './foreign/plain-text.js';
import { unfold, unfoldLine } from './foreign/unfold.js';
import { readDropReport, readNativeRecord } from './native/native-record.js';
import { parseJson } from './value/parse-json.js';
import {
  boundValue,
  cleanText,
  cleanValue,
  cutText,
  exceedsBounds,
  INT4_MAX,
  MAX_NAME,
  needsCleaning,
} from './value/sanitise.js';

/** Kafka's own default limit of a message; what is larger came by a special setting and is kept aside. */
const MAX_VALUE_BYTES = 1024 * 1024;
const MAX_TEXT = 256 * 1024;
/** More records in one message than anybody sends: it would be as many rows in one transaction. */
const MAX_ELEMENTS = 10_000;

/** What is done with text that is no JSON. */
export type ForeignText = 'dead-letter' | 'store';

export interface DecodeOptions {
  text: ForeignText;
  /** Parts of lines that came before; undefined: a part is a record by itself. */
  parts?: PartialLines;
}

const DEFAULTS: DecodeOptions = { text: 'dead-letter' };

/**
 * Reads one Kafka message. Never throws: what cannot be read is told with a reason, and nothing in a message can make it slow
 * or deep beyond its bounds.
 *
 * @param origin `topic/partition`, part of the id that a foreign record gets
 */
export function decodeMessage(raw: RawMessage, origin: string, options: DecodeOptions = DEFAULTS): Decoded {
  if (raw.value === null || raw.value.length === 0) return withoutValue(raw);
  if (raw.value.length > MAX_VALUE_BYTES) return undecodable('too_large', `${raw.value.length} bytes`);
  const json = raw.value.toString('utf8');
  let parsed: unknown;
  try {
    parsed = parseJson(json);
  } catch (error) {
    if (options.text === 'store') return decodeText(cleanText(json), raw, origin, options);
    return undecodable('not_json', (error as Error).message.slice(0, 200));
  }
  if (typeof parsed === 'string' && options.text === 'store')
    return decodeText(cleanText(parsed), raw, origin, options);
  if (Array.isArray(parsed)) return bundleOf(parsed as JsonValue[], raw);
  if (typeof parsed !== 'object' || parsed === null) return undecodable('not_an_object', `a ${typeof parsed}`);
  const members = (needsCleaning(json) ? cleanValue(parsed as JsonValue) : parsed) as Members;
  return decodeMembers(members, raw, origin, options);
}

function decodeMembers(members: Members, raw: RawMessage, origin: string, options: DecodeOptions): Decoded {
  const native = readNativeRecord(members, raw);
  if (native !== null) return { kind: 'record', record: bounded(native) };
  const report = readDropReport(members);
  if (report !== null) return { kind: 'report', ...report };
  const several = splitOtlp(members) ?? splitCloudWatch(members);
  if (several !== undefined) return bundleOf(several, raw);
  const line = readContainerLine(members);
  if (line === undefined) return foreign(unfold(members), raw, origin);
  return decodeLine(line, members, raw, origin, options);
}

/** A line that is no JSON, of a service that the message's headers, key or topic name. */
function decodeText(text: string, raw: RawMessage, origin: string, options: DecodeOptions): Decoded {
  const cri = readCriLine(text);
  const service = serviceOf(raw) ?? origin.slice(0, origin.lastIndexOf('/'));
  const wrapper: Members = { service, ...(cri !== undefined && { timestamp: cri.timestamp, stream: cri.stream }) };
  const source = `${service}/${cri?.stream ?? ''}`;
  const line = { line: cri?.text ?? text, around: wrapper, source, isPartial: cri?.isPartial ?? false };
  return decodeLine(line, {}, raw, origin, options);
}

/** Joins the parts of a line. What cannot be read together is read part by part, so that each becomes a dead letter of its own. */
function decodeLine(
  line: ContainerLine,
  members: Members,
  raw: RawMessage,
  origin: string,
  options: DecodeOptions,
): Decoded {
  const { parts } = options;
  if (parts === undefined || line.line === undefined) return foreign(unfoldLine(line, members), raw, origin);
  if (line.isPartial && parts.hold(line.source, line.line, raw)) return { kind: 'part' };
  const held = parts.take(line.source);
  if (held === undefined) return foreign(unfoldLine(line, members), raw, origin);
  const whole = unfoldLine({ ...line, line: held.text + line.line }, members);
  const decoded = foreign(whole, raw, origin, Buffer.concat([...held.values, raw.value as Buffer]));
  if (decoded.kind === 'record') return decoded;
  parts.giveUp(held);
  return foreign(unfoldLine(line, members), raw, origin);
}

function foreign(members: Members, raw: RawMessage, origin: string, value: Uint8Array = raw.value as Buffer): Decoded {
  const place = `${origin}/${raw.offset}${raw.element === undefined ? '' : `/${raw.element}`}`;
  // What was JSON in a text has its escapes read only now.
  const clean = needsCleaning((raw.value as Buffer).toString('latin1')) ? (cleanValue(members) as Members) : members;
  const reading = readForeignRecord(clean, raw, { place, value, service: headerService(raw) });
  if ('reason' in reading) return undecodable(reading.reason, reading.detail);
  return { kind: 'record', record: bounded(reading.record) };
}

/** Each element as a message of its own, which says its index: position, dead letter and id follow from it. */
function bundleOf(values: readonly JsonValue[], raw: RawMessage): Decoded {
  if (values.length === 0) return undecodable('not_an_object', 'an array without a record');
  if (raw.element !== undefined) return undecodable('not_an_object', 'an array in an array');
  if (values.length > MAX_ELEMENTS) return undecodable('too_large', `${values.length} records in one message`);
  const elements = values.map((value, element) => ({ ...raw, element, value: Buffer.from(JSON.stringify(value)) }));
  return { kind: 'bundle', elements };
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
