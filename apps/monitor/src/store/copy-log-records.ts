import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type DecodedRecord } from '../ingest/decode/decoded-record.js';
import { type Place } from './source-directory.js';

const COPY_LOG_RECORD = `COPY log_record (time, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, message, logger,
  request_id, user_id, trace_id, span_id, time_as_sent, error, attributes) FROM STDIN`;

/** Large enough that the driver writes seldom, small enough to stay out of the large-object heap. */
const CHUNK_CHARACTERS = 64 * 1024;

/** A record with its place and the time that decides on its partition (milliseconds since 1970). */
export interface PlacedRecord {
  record: DecodedRecord;
  place: Place;
  time: number;
}

/** Writes records below ERROR with COPY, which is 1.4 times as fast as the next best way (`unnest`). */
export async function copyLogRecords(
  client: pg.PoolClient,
  partition: number,
  rows: readonly PlacedRecord[],
): Promise<void> {
  if (rows.length === 0) return;
  const stream = client.query(copyFrom(COPY_LOG_RECORD));
  await pipeline(Readable.from(copyChunks(partition, rows), { objectMode: false }), stream);
}

function* copyChunks(partition: number, rows: readonly PlacedRecord[]): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += copyLine(partition, row);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function copyLine(partition: number, { record, place, time }: PlacedRecord): string {
  const clamped = time !== record.time;
  return `${isoTime(time)}\t${record.instance === null ? '\\N' : record.seq}\t${record.offset}\t${record.id}\t${place.serviceId}\t${
    place.sourceId
  }\t${partition}\t${record.severity}\t${escapeText(record.message)}\t${optional(record.logger)}\t${optional(
    record.requestId,
  )}\t${optional(record.userId)}\t${optional(record.traceId)}\t${optional(record.spanId)}\t${optional(
    record.timeAsSent ?? (clamped ? isoTime(record.time) : null),
  )}\t${json(record.error)}\t${json(record.attributes)}\n`;
}

let lastTime = Number.NaN;
let lastIso = '';

/** RFC 3339 of a time, which neighbours often share; a time out of JavaScript's range is written as its number. */
export function isoTime(time: number): string {
  if (time !== lastTime) {
    const date = new Date(time);
    lastIso = Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
    lastTime = time;
  }
  return lastIso;
}

const NEEDS_ESCAPE = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** PostgreSQL's COPY text format: backslash, line feed, carriage return and tab are escaped. */
function escapeText(text: string): string {
  return NEEDS_ESCAPE.test(text) ? text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] as string) : text;
}

function optional(text: string | null): string {
  return text === null ? '\\N' : escapeText(text);
}

function json(value: object | null): string {
  return value === null ? '\\N' : escapeText(JSON.stringify(value));
}
