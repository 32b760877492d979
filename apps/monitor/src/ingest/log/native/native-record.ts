import {
  DROP_REASONS,
  type DropRange,
  type DropReason,
  isUuid,
  type JsonValue,
  type Level,
  type RecordError,
  SEVERITY,
  timeOfRecordId,
} from '@log-monitor/log-record';
import type { DecodedRecord } from '../../../batch/decoded-record.js';
import type { RawMessage } from '../../../batch/raw-message.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads a record in our own format, which must be right in every required field: identity, time and level. One that
 * is not is read like a foreign record, without a place in the ledger.
 *
 * @returns null when it is not in our format
 */
export function readNativeRecord(members: Members, raw: RawMessage): DecodedRecord | null {
  const { id, timestamp, level, service, host, instance, seq, message } = members;
  if (members['v'] !== 1 || typeof id !== 'string' || typeof timestamp !== 'string') return null;
  if (typeof instance !== 'string' || !isUuid(instance) || !isSequenceNumber(seq)) return null;
  if (typeof message !== 'string' || typeof service !== 'string' || service === '') return null;
  const severity = typeof level === 'string' ? SEVERITY[level as Level] : undefined;
  const time = Date.parse(timestamp);
  if (severity === undefined || time !== timeOfRecordId(id)) return null;
  return {
    offset: raw.offset,
    kafkaTime: raw.kafkaTime,
    bytes: raw.value?.length ?? 0,
    // As PostgreSQL gives it back: what was inserted is recognised by it.
    id: id.toLowerCase(),
    time,
    timeNanos: 0,
    timeAsSent: null,
    severity,
    service,
    host: typeof host === 'string' && host !== '' ? host : 'unknown',
    instance: instance.toLowerCase(),
    seq,
    pid: typeof members['pid'] === 'number' && Number.isInteger(members['pid']) ? members['pid'] : null,
    version: text(members['version']),
    environment: text(members['environment']),
    message,
    logger: text(members['logger']),
    error: isObject(members['error']) ? (members['error'] as RecordError) : null,
    requestId: text(members['requestId']),
    userId: text(members['userId']),
    traceId: text(members['traceId']),
    spanId: text(members['spanId']),
    attributes: isObject(members['attributes']) ? (members['attributes'] as Record<string, JsonValue>) : null,
    dropped: members['dropped'] === undefined ? NO_DROPS : readDropRanges(members['dropped']),
    valueHash: null,
    levelDoubt: null,
  };
}

const NO_DROPS: readonly DropRange[] = [];
const KNOWN_REASONS: ReadonlySet<unknown> = new Set(DROP_REASONS);

/** A report that came without a record to carry it. */
export function readDropReport(members: Members): { instance: string; dropped: readonly DropRange[] } | null {
  const { instance, report } = members;
  if (report !== true || typeof instance !== 'string' || !isUuid(instance)) return null;
  return { instance: instance.toLowerCase(), dropped: readDropRanges(members['dropped']) };
}

/** Ranges that make sense; a wrong one is ignored, so that its numbers stay visible as missing. */
function readDropRanges(value: unknown): readonly DropRange[] {
  if (!Array.isArray(value)) return NO_DROPS;
  return value.filter(isDropRange).map(({ reason, from, to }) => ({ reason, from, to }));
}

function isDropRange(value: unknown): value is DropRange {
  if (!isObject(value)) return false;
  const { reason, from, to } = value as { reason?: DropReason; from?: number; to?: number };
  return KNOWN_REASONS.has(reason) && isSequenceNumber(from) && isSequenceNumber(to) && from <= to;
}

function isSequenceNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
