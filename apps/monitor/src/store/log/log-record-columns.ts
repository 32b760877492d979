import { isoTime } from '../connection/iso-time.js';
import type { BinaryRows } from '../copy/binary-rows.js';
import type { PlacedRecord } from './pick-new-records.js';

/** How each type of a column is written; a text needs room for three bytes per UTF-16 unit. */
const WRITE = {
  timestamptz: (rows: BinaryRows, milliseconds: number) => rows.timestamptz(milliseconds),
  int8: (rows: BinaryRows, value: number) => rows.int8(value),
  int4: (rows: BinaryRows, value: number) => rows.int4(value),
  int2: (rows: BinaryRows, value: number) => rows.int2(value),
  uuid: (rows: BinaryRows, value: string) => rows.uuid(Buffer.from(value.replaceAll('-', ''), 'hex'), 0),
  text: (rows: BinaryRows, value: string) => rows.text(value),
  jsonb: (rows: BinaryRows, value: string) => rows.jsonb(value),
};

type ColumnType = keyof typeof WRITE;
type ValueOf<Type extends ColumnType> = Parameters<(typeof WRITE)[Type]>[1];

/** A column of `log_record`: its name and type, and how its value is written. */
interface LogRecordColumn<Value = string | number> {
  readonly name: string;
  readonly type: ColumnType;
  /** The value of a parsed record. */
  valueOf(row: PlacedRecord): Value | null;
  writeValue(rows: BinaryRows, value: Value): void;
}

const column = <Type extends ColumnType>(
  name: string,
  type: Type,
  valueOf: LogRecordColumn<ValueOf<Type>>['valueOf'],
): LogRecordColumn<ValueOf<Type>> => ({
  name,
  type,
  valueOf,
  writeValue: WRITE[type],
});

type TextName = 'logger' | 'requestId' | 'userId' | 'traceId' | 'spanId';

const text = (name: string, member: TextName): LogRecordColumn<string> =>
  column(name, 'text', ({ record }) => record[member]);

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/**
 * All columns of `log_record`, in the order in which a row is written. COPY's list of columns is made from it; `writeScannedRow` writes the same
 * order as straight code.
 */
export const LOG_RECORD_COLUMNS: readonly LogRecordColumn[] = [
  column('time', 'timestamptz', ({ time }) => time),
  column('seq', 'int8', ({ record }) => (record.instance === null ? null : record.seq)),
  column('kafka_offset', 'int8', ({ record }) => record.offset),
  column('id', 'uuid', ({ record }) => record.id),
  column('service_id', 'int4', ({ place }) => place.serviceId),
  column('source_id', 'int4', ({ place }) => place.sourceId),
  column('kafka_partition', 'int2', ({ filedPartition }) => filedPartition),
  column('level', 'int2', ({ record }) => record.severity),
  column('message', 'text', ({ record }) => record.message),
  text('logger', 'logger'),
  text('request_id', 'requestId'),
  text('user_id', 'userId'),
  text('trace_id', 'traceId'),
  text('span_id', 'spanId'),
  column(
    'time_as_sent',
    'text',
    ({ record, time }) => record.timeAsSent ?? (time === record.time ? null : isoTime(record.time)),
  ),
  column('time_nanos', 'int4', ({ record }) => record.timeNanos || null),
  column('error', 'jsonb', ({ record }) => json(record.error)),
  column('attributes', 'jsonb', ({ record }) => json(record.attributes)),
];
