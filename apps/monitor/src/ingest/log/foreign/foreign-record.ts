import { isErrorLevel, type JsonValue, type RecordError, SEVERITY } from '@log-monitor/log-record';
import type { UndecodableReason } from '../../../batch/dead-letter.js';
import type { DecodedRecord } from '../../../batch/decoded-record.js';
import { derivedRecordId, hashValue } from '../../../batch/derived-id.js';
import type { RawMessage } from '../../../batch/raw-message.js';
import { parseEventTime } from '../value/event-time.js';
import * as names from './field-names.js';
import { errorFromValue, errorInText, readForeignError } from './foreign-error.js';
import { type ReadLevel, readLevel } from './foreign-level.js';
import { ForeignMembers, isObject, type Members } from './foreign-members.js';
import { stripColours } from './colours.js';

type Reading = { record: DecodedRecord } | { reason: UndecodableReason; detail: string };

/** What identifies a record that has no identity of its own. */
export interface RecordSeed {
  /** Topic, partition, offset and, in a message of several records, the index. */
  place: string;
  /** The value as sent, by which copies of an ERROR are recognised. */
  value: Uint8Array;
  /** Service named by the message's headers. */
  service: string | undefined;
}

/**
 * Reads a record that is none of ours. A message, a level and a service must be there; the rest is filled in, and what has no
 * field of its own becomes an attribute.
 *
 * @param members the record's members with names that are known, as `unfold` gives them; they are changed
 */
export function readForeignRecord(members: Members, raw: RawMessage, seed: RecordSeed): Reading {
  const isSlog = hasOrderOfSlog(members);
  const fields = new ForeignMembers(members);
  const given = readForeignError(fields);
  const read = readMessage(fields, given);
  const error = given ?? read?.error;
  const level = readLevel(fields, isSlog, error !== undefined) ?? levelOfStream(fields);
  if (level === undefined) return missing('missing_level', 'level, severity, SeverityText, SeverityNumber or levelno');
  const message = read?.text ?? error?.message;
  if (message === undefined) return missing('missing_message', names.MESSAGE_NAMES.join(', '));
  const service = fields.takeName(names.SERVICE_NAMES) ?? fields.takeName(['name']) ?? seed.service;
  if (service === undefined) return missing('missing_service', names.SERVICE_NAMES.join(', '));
  const { time, nanos, timeAsSent } = readTime(fields, raw);
  const isError = isErrorLevel(level.level);
  const record: DecodedRecord = {
    offset: raw.offset,
    kafkaTime: raw.kafkaTime,
    bytes: raw.value?.length ?? 0,
    id: isError ? '' : derivedRecordId(time, seed.place),
    time,
    timeNanos: nanos,
    timeAsSent,
    severity: SEVERITY[level.level],
    service: stripColours(service),
    host: fields.takeName(names.HOST_NAMES) ?? 'unknown',
    instance: null,
    seq: 0,
    pid: fields.takeInteger(names.PID_NAMES),
    version: fields.takeText(names.VERSION_NAMES),
    environment: fields.takeText(names.ENVIRONMENT_NAMES),
    message: stripColours(message),
    logger: fields.takeName(names.LOGGER_NAMES) ?? fields.takeText(names.LATE_LOGGER_NAMES),
    error: error === undefined ? null : withoutColours(error),
    requestId: fields.takeText(names.REQUEST_ID_NAMES),
    userId: fields.takeText(names.USER_ID_NAMES),
    traceId: fields.takeText(names.TRACE_ID_NAMES),
    spanId: fields.takeText(names.SPAN_ID_NAMES),
    attributes: null,
    dropped: [],
    valueHash: isError ? hashValue(seed.value) : null,
    levelDoubt: level.doubt ?? null,
  };
  record.attributes = fields.rest(level.original === undefined ? {} : { originalLevel: level.original });
  return { record };
}

function missing(reason: UndecodableReason, looked: string): { reason: UndecodableReason; detail: string } {
  return { reason, detail: `none of: ${looked}` };
}

/** What a container writes without a level is as severe as its stream, as Google Kubernetes Engine and Datadog have it. */
function levelOfStream(fields: ForeignMembers): ReadLevel | undefined {
  const stream = fields.peek('stream');
  if (stream === 'stderr') return { level: 'ERROR' };
  return stream === 'stdout' ? { level: 'INFO' } : undefined;
}

/** Go's slog writes time, level, perhaps the source, message: nobody else does in this order. */
function hasOrderOfSlog(members: Members): boolean {
  const [first, second, ...others] = Object.keys(members);
  const next = others[0] === 'source' ? others[1] : others[0];
  return first === 'time' && second === 'level' && next === 'msg' && typeof members['time'] === 'string';
}

/** The message; an error in its place (AWS Lambda) or at its end gives the record its error. */
function readMessage(
  fields: ForeignMembers,
  given: RecordError | undefined,
): { text: string; error?: RecordError } | undefined {
  const value =
    fields.takeAs(names.MESSAGE_NAMES, (found) => (found === '' ? undefined : found)) ??
    fields.take(names.MESSAGE_NAMES);
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) {
    const inner = isErrorObject(value) ? errorFromValue(value) : undefined;
    return { text: inner?.message ?? JSON.stringify(value), ...(inner !== undefined && { error: inner }) };
  }
  if (typeof value !== 'string') return { text: JSON.stringify(value) };
  if (given === undefined) {
    const found = errorInText(value);
    return { text: value, ...(found !== undefined && { error: found }) };
  }
  return { text: withoutStack(value, given) };
}

function isErrorObject(value: Members): boolean {
  return ['errorMessage', 'stack', 'stackTrace', 'stack_trace'].some((name) => name in value);
}

/** Google's and winston's formats write the stack once more at the end of the message. */
function withoutStack(message: string, { stack }: RecordError): string {
  if (typeof stack !== 'string' || stack === '' || !stack.includes('\n')) return message;
  const text = message.trimEnd();
  const isAtEnd = text.length > stack.trim().length && text.endsWith(stack.trim());
  return isAtEnd ? text.slice(0, text.length - stack.trim().length).trimEnd() : message;
}

function readTime(fields: ForeignMembers, raw: RawMessage): { time: number; nanos: number; timeAsSent: string | null } {
  const read = fields.takeAs(names.TIME_NAMES, (value) => parseEventTime(value));
  if (read !== undefined) return { ...read, timeAsSent: null };
  const sent: JsonValue | undefined = fields.take(names.TIME_NAMES.slice(0, 8));
  const timeAsSent = sent === undefined ? null : JSON.stringify(sent).slice(0, 200).toWellFormed();
  return { time: raw.kafkaTime, nanos: 0, timeAsSent };
}

function withoutColours(error: RecordError): RecordError {
  for (const name of ['type', 'message', 'stack'] as const) {
    const text = error[name];
    if (typeof text === 'string') error[name] = stripColours(text);
  }
  return error;
}
