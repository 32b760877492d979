import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type DecodedRecord } from '../../batch/decoded-record.js';
import { MEMBER } from '../../ingest/log/scanner/record-scanner.js';
import { KEPT_MEMBERS, type ScannedRecords } from '../../ingest/log/scanner/scanned-records.js';
import { BinaryRows } from './binary-rows.js';
import { isoTime } from '../connection/iso-time.js';
import { type Place } from '../directory/source-directory.js';

const COPY_LOG_RECORD = `COPY log_record (time, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, message, logger,
  request_id, user_id, trace_id, span_id, time_as_sent, error, attributes) FROM STDIN (FORMAT binary)`;
const COLUMNS = 17;
/** Lengths of all columns, and the values of those with a fixed size, with room to spare. */
const FIXED_BYTES = 256;

/** A record with its place and the time that decides on its partition (milliseconds since 1970). */
export interface PlacedRecord {
  record: DecodedRecord;
  place: Place;
  time: number;
}

/** Those scanned records of a batch that are to be stored. */
export interface PlacedScan {
  records: ScannedRecords;
  /** By index of the source. */
  places: readonly Place[];
  /** Indexes of the records that are not known yet. */
  fresh: readonly number[];
  /** The time that decides on the partition, by the record's index; milliseconds since 1970. */
  times: Float64Array;
}

/** Writes records below ERROR with COPY; which of the ways to do so, and what each costs: decision 0007. */
export async function copyLogRecords(
  client: pg.PoolClient,
  partition: number,
  scan: PlacedScan,
  rows: readonly PlacedRecord[],
  leastSeverity: number,
): Promise<void> {
  const binary = new BinaryRows();
  let count = 0;
  for (const at of scan.fresh) {
    if ((scan.records.severities[at] as number) < leastSeverity) continue;
    writeScanned(binary, partition, scan, at);
    count += 1;
  }
  for (const row of rows) {
    if (row.record.severity < leastSeverity) continue;
    writeRecord(binary, partition, row);
    count += 1;
  }
  if (count === 0) return;
  await pipeline(Readable.from(binary.take(), { objectMode: false }), client.query(copyFrom(COPY_LOG_RECORD)));
}

function writeScanned(binary: BinaryRows, partition: number, scan: PlacedScan, at: number): void {
  const { records } = scan;
  const block = records.blocks[at] as Buffer;
  const place = scan.places[records.sourceIndexes[at] as number] as Place;
  const time = scan.times[at] as number;
  binary.row(COLUMNS, (records.sizes[at] as number) + FIXED_BYTES);
  binary.timestamptz(time);
  binary.int8(records.seqs[at] as number);
  binary.int8(records.offsets[at] as number);
  binary.uuid(records.ids, at * 16);
  binary.int4(place.serviceId);
  binary.int4(place.sourceId);
  binary.int2(partition);
  binary.int2(records.severities[at] as number);
  const spansAt = at * 2 * KEPT_MEMBERS;
  for (let member = MEMBER.MESSAGE as number; member < MEMBER.ATTRIBUTES; member += 1) {
    const start = records.spans[spansAt + 2 * member] as number;
    const end = records.spans[spansAt + 2 * member + 1] as number;
    if (start === end && member !== MEMBER.MESSAGE) binary.null();
    else binary.textBytes(block, start, end, ((records.escapes[at] as number) & (1 << member)) !== 0);
  }
  if (time === records.times[at]) binary.null();
  else binary.text(isoTime(records.times[at] as number));
  binary.null();
  const attributes = records.spans[spansAt + 2 * MEMBER.ATTRIBUTES] as number;
  if (attributes < 0) binary.null();
  else binary.jsonbBytes(block, attributes, records.spans[spansAt + 2 * MEMBER.ATTRIBUTES + 1] as number);
}

function writeRecord(binary: BinaryRows, partition: number, { record, place, time }: PlacedRecord): void {
  const error = record.error === null ? null : JSON.stringify(record.error);
  const attributes = record.attributes === null ? null : JSON.stringify(record.attributes);
  const texts = [record.logger, record.requestId, record.userId, record.traceId, record.spanId];
  texts.push(record.timeAsSent ?? (time === record.time ? null : isoTime(record.time)));
  const units = [record.message, error, attributes, ...texts].reduce((sum, text) => sum + (text?.length ?? 0), 0);
  binary.row(COLUMNS, 3 * units + FIXED_BYTES);
  binary.timestamptz(time);
  if (record.instance === null) binary.null();
  else binary.int8(record.seq);
  binary.int8(record.offset);
  binary.uuid(Buffer.from(record.id.replaceAll('-', ''), 'hex'), 0);
  binary.int4(place.serviceId);
  binary.int4(place.sourceId);
  binary.int2(partition);
  binary.int2(record.severity);
  binary.text(record.message);
  for (const text of texts) {
    if (text === null) binary.null();
    else binary.text(text);
  }
  for (const json of [error, attributes]) {
    if (json === null) binary.null();
    else binary.jsonb(json);
  }
}
