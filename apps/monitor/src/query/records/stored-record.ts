import { LEVELS, type JsonValue, type Level, type RecordError } from '@log-monitor/log-record';
import type { StoredRecord } from '@log-monitor/monitor-api';
import { ORDER_COLUMNS, type RecordPlace } from './list-order.js';

/** What every list of records selects, under these names. */
export interface RecordRow extends RecordPlace {
  time: Date;
  level: number;
  service: string;
  host: string;
  instance: string | null;
  seq: number | null;
  pid: number | null;
  version: string | null;
  environment: string | null;
  logger: string | null;
  message: string;
  error_type: string | null;
  error_message: string | null;
  error_code: string | null;
  stack: string | null;
  /** Errors: what does not have a column. Below ERROR: the whole error object. */
  error_detail: RecordError | null;
  request_id: string | null;
  user_id: string | null;
  trace_id: string | null;
  span_id: string | null;
  time_as_sent: string | null;
  attributes: { [key: string]: JsonValue } | null;
  group_id: string | null;
  group_title: string | null;
}

/** The columns of one page of rows, `page`, joined with what the dimension tables know of their source. */
export const RECORD_COLUMNS = `page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text,
       page.nanos, page.source_id, page.place, page.id, page.level, service.name AS service, host.name AS host,
       source.instance, nullif(page.seq, 0) AS seq, source.pid, source.version, source.environment,
       page.logger, page.message, page.error_type, page.error_message, page.error_code, page.stack, page.error_detail,
       page.request_id, page.user_id, page.trace_id, page.span_id, page.time_as_sent, page.attributes,
       lpad(to_hex(problem.id), 16, '0') AS group_id, problem.title AS group_title`;

export const RECORD_JOINS = `JOIN source ON source.id = page.source_id
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = source.host_id
  LEFT JOIN error_fingerprint ON error_fingerprint.hash = page.fingerprint
  LEFT JOIN error_group problem ON problem.id = error_fingerprint.group_id`;

/** The columns that a page takes from `error_record`. */
export const ERROR_PAGE_COLUMNS = `r.time, ${ORDER_COLUMNS}, r.id, r.level, r.service_id, r.source_id, r.seq, r.logger, r.message, r.error_type, r.error_message,
         r.error_code, r.stack, r.error_detail, r.request_id, r.user_id, r.trace_id, r.span_id, r.time_as_sent, r.attributes, r.fingerprint`;

/** The same from `log_record`, which keeps a record's error as one value. */
export const LOG_PAGE_COLUMNS = `r.time, ${ORDER_COLUMNS}, r.id, r.level, r.service_id, r.source_id, r.seq, r.logger, r.message, NULL::text AS error_type,
         NULL::text AS error_message, NULL::text AS error_code, NULL::text AS stack, r.error AS error_detail,
         r.request_id, r.user_id, r.trace_id, r.span_id, r.time_as_sent, r.attributes, NULL::bigint AS fingerprint`;

/** Reads a row into the shape of the contract. */
export function toStoredRecord(row: RecordRow): StoredRecord {
  const error = toRecordError(row);
  return {
    v: 1,
    id: row.id,
    timestamp: row.time.toISOString(),
    level: levelOf(row.level),
    service: row.service,
    host: row.host,
    ...given('instance', row.instance),
    ...given('seq', row.seq),
    ...given('pid', row.pid),
    ...given('version', row.version),
    ...given('environment', row.environment),
    ...given('logger', row.logger),
    message: row.message,
    ...given('error', error),
    ...given('requestId', row.request_id),
    ...given('userId', row.user_id),
    ...given('traceId', row.trace_id),
    ...given('spanId', row.span_id),
    ...given('attributes', row.attributes),
    ...given('timestampNanos', row.nanos === 0 ? null : nanosecondsOf(row)),
    ...given('timestampAsSent', row.time_as_sent),
    group: row.group_id === null ? null : { id: row.group_id, title: row.group_title ?? '' },
  };
}

/** RFC 3339 with the nanoseconds that the producer sent. */
function nanosecondsOf({ time, nanos }: RecordRow): string {
  return time.toISOString().replace('Z', `${String(nanos).padStart(6, '0')}Z`);
}

/** The level that the store's number stands for. */
export function levelOf(severity: number): Level {
  const level = LEVELS[severity - 1];
  if (!level) throw new RangeError(`the store has a level ${severity}, which is none of 1 to ${LEVELS.length}`);
  return level;
}

function toRecordError(row: RecordRow): RecordError | null {
  const columns: RecordError = {
    ...given('type', row.error_type),
    ...given('message', row.error_message),
    ...given('code', row.error_code),
    ...given('stack', row.stack),
  };
  if (row.error_detail === null) return Object.keys(columns).length > 0 ? columns : null;
  return { ...columns, ...row.error_detail };
}

function given<Name extends string, Value>(name: Name, value: Value | null): { [Key in Name]?: Value } {
  return (value === null ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
