import { type TextColumn } from '../../batch/log-columns.js';
import { isoTime } from '../connection/iso-time.js';
import { type BinaryRows } from './binary-rows.js';
import { type PlacedRecord, type PlacedScan } from './pick-new-records.js';

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
  /** Writes the value of the `at`-th scanned record. Called for every record of the hot path: no object may be made here. */
  writeScanned(rows: BinaryRows, scan: PlacedScan, at: number): void;
  /** The value of a parsed record. */
  valueOf(row: PlacedRecord): Value | null;
  writeValue(rows: BinaryRows, value: Value): void;
}

const placeOf = (scan: PlacedScan, at: number): PlacedScan['places'][number] =>
  scan.places[scan.records.sourceIndexes[at] as number] as PlacedScan['places'][number];

const column = <Type extends ColumnType>(
  name: string,
  type: Type,
  writeScanned: LogRecordColumn['writeScanned'],
  valueOf: LogRecordColumn<ValueOf<Type>>['valueOf'],
): LogRecordColumn<ValueOf<Type>> => ({
  name,
  type,
  writeScanned,
  valueOf,
  writeValue: WRITE[type],
});

type TextName = 'logger' | 'requestId' | 'userId' | 'traceId' | 'spanId';

const text = (name: string, member: TextName): LogRecordColumn<string> =>
  column(
    name,
    'text',
    (rows, { records }, at) => writeText(rows, records.blocks[at] as Buffer, records[member], at),
    ({ record }) => record[member],
  );

function writeText(rows: BinaryRows, block: Buffer, column: TextColumn, at: number): void {
  const start = column.startOf(at);
  const end = column.endOf(at);
  if (start === end) rows.null();
  else rows.textBytes(block, start, end, column.isEscaped(at));
}

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** All columns of `log_record`, in the order in which a row is written. COPY's list of columns is made from it. */
export const LOG_RECORD_COLUMNS: readonly LogRecordColumn[] = [
  column(
    'time',
    'timestamptz',
    (rows, { times }, at) => rows.timestamptz(times[at] as number),
    ({ time }) => time,
  ),
  column(
    'seq',
    'int8',
    (rows, { records }, at) => rows.int8(records.seqs[at] as number),
    ({ record }) => (record.instance === null ? null : record.seq),
  ),
  column(
    'kafka_offset',
    'int8',
    (rows, { records }, at) => rows.int8(records.offsets[at] as number),
    ({ record }) => record.offset,
  ),
  column(
    'id',
    'uuid',
    (rows, { records }, at) => rows.uuid(records.ids, at * 16),
    ({ record }) => record.id,
  ),
  column(
    'service_id',
    'int4',
    (rows, scan, at) => rows.int4(placeOf(scan, at).serviceId),
    ({ place }) => place.serviceId,
  ),
  column(
    'source_id',
    'int4',
    (rows, scan, at) => rows.int4(placeOf(scan, at).sourceId),
    ({ place }) => place.sourceId,
  ),
  column(
    'kafka_partition',
    'int2',
    (rows, { filedPartition }) => rows.int2(filedPartition),
    ({ filedPartition }) => filedPartition,
  ),
  column(
    'level',
    'int2',
    (rows, { records }, at) => rows.int2(records.severities[at] as number),
    ({ record }) => record.severity,
  ),
  column(
    'message',
    'text',
    (rows, { records: { blocks, message } }, at) =>
      rows.textBytes(blocks[at] as Buffer, message.startOf(at), message.endOf(at), message.isEscaped(at)),
    ({ record }) => record.message,
  ),
  text('logger', 'logger'),
  text('request_id', 'requestId'),
  text('user_id', 'userId'),
  text('trace_id', 'traceId'),
  text('span_id', 'spanId'),
  column(
    'time_as_sent',
    'text',
    (rows, { records, times }, at) => {
      const sent = records.times[at] as number;
      if (times[at] === sent) rows.null();
      else rows.text(isoTime(sent));
    },
    ({ record, time }) => record.timeAsSent ?? (time === record.time ? null : isoTime(record.time)),
  ),
  column(
    'time_nanos',
    'int4',
    (rows) => rows.null(),
    ({ record }) => record.timeNanos || null,
  ),
  column(
    'error',
    'jsonb',
    (rows) => rows.null(),
    ({ record }) => json(record.error),
  ),
  column(
    'attributes',
    'jsonb',
    (rows, { records: { blocks, attributes } }, at) => {
      const start = attributes.startOf(at);
      if (start < 0) rows.null();
      else rows.jsonbBytes(blocks[at] as Buffer, start, attributes.endOf(at));
    },
    ({ record }) => json(record.attributes),
  ),
];
