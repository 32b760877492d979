import type { LogColumns, TextColumn } from '../../batch/log-columns.js';
import { isoTime } from '../connection/iso-time.js';
import type { Place } from '../directory/source-directory.js';
import type { BinaryRows } from '../copy/binary-rows.js';
import type { PlacedScan } from './pick-new-records.js';

/**
 * Writes the values of the `at`-th scanned record, in the order of `LOG_RECORD_COLUMNS`. This is the hot path: no object is made for a record, and
 * the calls are written one after the other because a function per column, called by a list, made all of ingest a tenth slower.
 *
 * @param rows the row must have been begun, with room for the record's bytes and the columns of fixed size
 */
export function writeScannedRow(rows: BinaryRows, scan: PlacedScan, at: number): void {
  const { records } = scan;
  const block = records.blocks[at] as Buffer;
  const place = scan.places[records.sourceIndexes[at] as number] as Place;
  const time = scan.times[at] as number;
  rows.timestamptz(time);
  rows.int8(records.seqs[at] as number);
  rows.int8(records.offsets[at] as number);
  rows.uuid(records.ids, at * 16);
  rows.int4(place.serviceId);
  rows.int4(place.sourceId);
  rows.int2(scan.filedPartition);
  rows.int2(records.severities[at] as number);
  const { message } = records;
  rows.textBytes(block, message.startOf(at), message.endOf(at), message.isEscaped(at));
  writeContext(rows, records, block, at);
  if (time === records.times[at]) rows.null();
  else rows.text(isoTime(records.times[at] as number));
  // Nanoseconds and errors: a record that has them is parsed, not scanned.
  rows.null();
  rows.null();
  const { attributes } = records;
  const start = attributes.startOf(at);
  if (start < 0) rows.null();
  else rows.jsonbBytes(block, start, attributes.endOf(at));
}

function writeContext(rows: BinaryRows, records: LogColumns, block: Buffer, at: number): void {
  writeText(rows, block, records.logger, at);
  writeText(rows, block, records.requestId, at);
  writeText(rows, block, records.userId, at);
  writeText(rows, block, records.traceId, at);
  writeText(rows, block, records.spanId, at);
}

function writeText(rows: BinaryRows, block: Buffer, column: TextColumn, at: number): void {
  const start = column.startOf(at);
  const end = column.endOf(at);
  if (start === end) rows.null();
  else rows.textBytes(block, start, end, column.isEscaped(at));
}
