import {
  isErrorLevel,
  type JsonValue,
  type Level,
  levelFromName,
  levelFromOtelNumber,
  levelFromPinoNumber,
  levelFromPythonNumber,
  SEVERITY,
} from '@log-monitor/log-record';
import { type UndecodableReason } from '../../../batch/dead-letter.js';
import { type DecodedRecord } from '../../../batch/decoded-record.js';
import { type RawMessage } from '../../../batch/raw-message.js';
import { derivedRecordId, hashValue } from '../../../batch/derived-id.js';
import { parseEventTime } from '../event-time.js';
import { readForeignError } from './foreign-error.js';
import { ForeignMembers } from './foreign-members.js';

const MESSAGE_NAMES = ['message', 'msg', 'Body', 'body', 'log', 'text'];
const TIME_NAMES = ['timestamp', '@timestamp', 'time', 'ts', 'datetime', 'asctime', 'Timestamp', 'timeUnixNano'];
const SERVICE_NAMES = ['service', 'service.name', 'service_name', 'serviceName', 'app', 'application'];
const HOST_NAMES = ['host', 'hostname', 'host.name', 'HOSTNAME'];
const LOGGER_NAMES = ['logger', 'logger_name', 'log.logger', 'loggerName', 'context'];
const REQUEST_ID_NAMES = [
  'requestId',
  'request_id',
  'reqId',
  'req_id',
  'correlationId',
  'correlation_id',
  'x-request-id',
];
const USER_ID_NAMES = ['userId', 'user_id', 'user.id', 'enduser.id'];
const TRACE_ID_NAMES = ['traceId', 'trace_id', 'trace.id', 'TraceId'];
const SPAN_ID_NAMES = ['spanId', 'span_id', 'span.id', 'SpanId'];
const VERSION_NAMES = ['version', 'service.version', 'service_version'];
const ENVIRONMENT_NAMES = ['environment', 'env', 'deployment.environment.name', 'deployment.environment'];

type Reading = { record: DecodedRecord } | { reason: UndecodableReason; detail: string };

/**
 * Reads what others write: the flat fields of a Python handler, plain winston JSON, pino, bunyan, ECS and OpenTelemetry JSON.
 * A message, a level and a service must be there; the rest is filled in, and what has no field of its own becomes an attribute.
 *
 * @param parsed the message's JSON object
 * @param origin topic and partition, which with the offset give an id to records below ERROR
 */
export function readForeignRecord(parsed: Record<string, JsonValue>, raw: RawMessage, origin: string): Reading {
  const members = new ForeignMembers(parsed);
  const { level, original } = readLevel(members);
  if (level === undefined) return missing('missing_level', 'level, severity, SeverityText, SeverityNumber or levelno');
  const error = readForeignError(members);
  const message = readMessage(members) ?? error?.message;
  if (message === undefined) return missing('missing_message', MESSAGE_NAMES.join(', '));
  const service = members.takeName(SERVICE_NAMES) ?? members.takeName(['name']);
  if (service === undefined) return missing('missing_service', SERVICE_NAMES.join(', '));
  const { time, timeAsSent } = readTime(members, raw);
  const isError = isErrorLevel(level);
  const record: DecodedRecord = {
    offset: raw.offset,
    kafkaTime: raw.kafkaTime,
    bytes: raw.value?.length ?? 0,
    id: isError ? '' : derivedRecordId(time, `${origin}/${raw.offset}`),
    time,
    timeNanos: 0,
    timeAsSent,
    severity: SEVERITY[level],
    service,
    host: members.takeName(HOST_NAMES) ?? 'unknown',
    instance: null,
    seq: 0,
    pid: members.takeInteger(['pid', 'process', 'process.pid']),
    version: members.takeText(VERSION_NAMES),
    environment: members.takeText(ENVIRONMENT_NAMES),
    message,
    logger: members.takeText(LOGGER_NAMES) ?? members.takeText(['name']),
    error: error ?? null,
    requestId: members.takeText(REQUEST_ID_NAMES),
    userId: members.takeText(USER_ID_NAMES),
    traceId: members.takeText(TRACE_ID_NAMES),
    spanId: members.takeText(SPAN_ID_NAMES),
    attributes: null,
    dropped: [],
    valueHash: isError ? hashValue(raw.value as Buffer) : null,
  };
  record.attributes = members.rest(original === undefined ? {} : { originalLevel: original });
  return { record };
}

function missing(reason: UndecodableReason, looked: string): { reason: UndecodableReason; detail: string } {
  return { reason, detail: `none of: ${looked}` };
}

/** Numbers are read by the field's name: `level` is pino's and bunyan's, `levelno` Python's, `SeverityNumber` OpenTelemetry's. */
function readLevel(members: ForeignMembers): { level?: Level; original?: JsonValue } {
  const severityNumber = members.take(['SeverityNumber', 'severityNumber', 'severity_number']);
  const levelno = members.take(['levelno']);
  const named = members.take(['level', 'levelname', 'SeverityText', 'severityText', 'severity', 'log.level', 'lvl']);
  const known =
    (typeof named === 'string' ? levelFromName(named) : undefined) ??
    (typeof named === 'number' ? levelFromPinoNumber(named) : undefined) ??
    (typeof severityNumber === 'number' ? levelFromOtelNumber(severityNumber) : undefined) ??
    (typeof levelno === 'number' ? levelFromPythonNumber(levelno) : undefined);
  if (known !== undefined) return { level: known };
  const original = named ?? severityNumber ?? levelno;
  if (original === undefined || original === null) return {};
  return { level: 'INFO', original };
}

function readMessage(members: ForeignMembers): string | undefined {
  const value = members.take(MESSAGE_NAMES);
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  // OTLP/JSON wraps a body as { stringValue }.
  if (typeof value === 'object' && !Array.isArray(value) && typeof value['stringValue'] === 'string') {
    return value['stringValue'];
  }
  return JSON.stringify(value);
}

function readTime(members: ForeignMembers, raw: RawMessage): { time: number; timeAsSent: string | null } {
  const sent = members.take(TIME_NAMES);
  const time = parseEventTime(sent);
  if (time !== undefined) return { time, timeAsSent: null };
  const timeAsSent = sent === undefined || sent === null ? null : JSON.stringify(sent).slice(0, 200);
  return { time: raw.kafkaTime, timeAsSent };
}
