import { AT, CODEC, LENGTH_END, RECORDS_AT } from './batch-layout.js';
import { crc32c } from './crc32c.js';

/** Compresses the records of a batch. */
export type Compress = (records: Buffer) => Promise<Buffer>;

/** Records of one producer that differ in nothing but their values, and in a number if they have one. */
export interface RecordSet {
  readonly key: Buffer;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** CreateTime of all of them in milliseconds since 1970; undefined: the moment of encoding. */
  readonly timestamp: number | undefined;
  readonly values: readonly Buffer[];
  /** One more header, which differs: a number for each of the values, written as decimal text. */
  readonly numbers?: { readonly header: string; readonly of: readonly number[] } | undefined;
}

const MAGIC = 2;
const MAX_VARINT_BYTES = 5;
/** A safe integer has at most so many decimal digits. */
const MAX_DIGITS = 16;
/** Length, attributes, timestamp delta, offset delta and length of the value. */
const MAX_RECORD_START = MAX_VARINT_BYTES + 1 + 1 + MAX_VARINT_BYTES + MAX_VARINT_BYTES;
/** The first two bytes after a record's length: no attributes, and no time later than the batch's first. */
const [NO_ATTRIBUTES, NO_DELTA] = [0, 0];

/**
 * Encodes records as one Kafka record batch: message format 2, CreateTime, of a producer without idempotence. Layout:
 * Kafka's documentation, "Message format" (KIP-98 for the batch, KIP-82 for headers).
 *
 * All records have the batch's time, so a delta is 0; what is the same in all of them is encoded once and copied.
 */
export function encodeRecordBatch(set: RecordSet, now: number): Buffer {
  const batch = Buffer.allocUnsafe(RECORDS_AT + maxRecordsBytes(set));
  const end = writeRecords(set, batch, RECORDS_AT);
  return withHeader(batch.subarray(0, end), set, now, CODEC.none);
}

/** As {@link encodeRecordBatch}, with the records compressed by gzip. Rejects as `compress` does. */
export async function encodeGzipBatch(set: RecordSet, now: number, compress: Compress): Promise<Buffer> {
  const records = Buffer.allocUnsafe(maxRecordsBytes(set));
  const compressed = await compress(records.subarray(0, writeRecords(set, records, 0)));
  return withHeader(Buffer.concat([Buffer.allocUnsafe(RECORDS_AT), compressed]), set, now, CODEC.gzip);
}

/** Writes the header in front of the records that stand in `batch` already. */
function withHeader(batch: Buffer, set: RecordSet, now: number, codec: number): Buffer {
  const timestamp = BigInt(set.timestamp ?? now);
  const count = set.values.length;
  // First offset, leader's epoch, producer without id, its epoch and first sequence: all as the broker expects them unset.
  batch.fill(0, 0, RECORDS_AT);
  batch.writeInt32BE(batch.length - LENGTH_END, AT.batchLength);
  batch[AT.magic] = MAGIC;
  batch.writeInt16BE(codec, AT.attributes);
  batch.writeInt32BE(count - 1, AT.lastOffsetDelta);
  batch.writeBigInt64BE(timestamp, AT.firstTimestamp);
  batch.writeBigInt64BE(timestamp, AT.maxTimestamp);
  batch.writeBigInt64BE(-1n, AT.producerId);
  batch.writeInt32BE(count, AT.recordCount);
  batch.writeUInt32BE(crc32c(batch, AT.attributes), AT.crc);
  return batch;
}

/** @returns where the records end */
function writeRecords({ key, headers, values, numbers }: RecordSet, out: Buffer, start: number): number {
  const keyPart = bytesWithLength(key);
  const headersPart = encodeHeaders(headers, numbers?.header);
  let at = start;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as Buffer;
    const { length } = value;
    const number = numbers === undefined ? '' : String(numbers.of[index]);
    const numberBytes = numbers === undefined ? 0 : 1 + number.length;
    const headersBytes = headersPart.length + numberBytes;
    const body = 2 + sizeOfVarint(index) + keyPart.length + sizeOfVarint(length) + length + headersBytes;
    at = writeVarint(out, at, body);
    out[at++] = NO_ATTRIBUTES;
    out[at++] = NO_DELTA;
    at = writeVarint(out, at, index);
    out.set(keyPart, at);
    at = writeVarint(out, at + keyPart.length, length);
    out.set(value, at);
    out.set(headersPart, at + length);
    at += length + headersPart.length;
    if (numberBytes > 0) at = writeDigits(out, at, number);
  }
  return at;
}

/** Writes decimal digits and, in front of them, their count; that is a varint of one byte. */
function writeDigits(out: Buffer, start: number, digits: string): number {
  let at = start;
  out[at++] = digits.length * 2;
  for (let index = 0; index < digits.length; index++) out[at++] = digits.charCodeAt(index);
  return at;
}

function maxRecordsBytes({ key, headers, values, numbers }: RecordSet): number {
  let same = MAX_RECORD_START + MAX_VARINT_BYTES + key.length + MAX_VARINT_BYTES;
  if (numbers !== undefined) same += 2 * MAX_VARINT_BYTES + Buffer.byteLength(numbers.header) + MAX_DIGITS;
  for (const [name, value] of Object.entries(headers))
    same += 2 * MAX_VARINT_BYTES + Buffer.byteLength(name) + value.length;
  return values.reduce((bytes, value) => bytes + same + value.length, 0);
}

/** @param last name of one more header, whose value differs and follows */
function encodeHeaders(headers: RecordSet['headers'], last?: string): Buffer {
  const entries = Object.entries(headers);
  return Buffer.concat([
    varint(entries.length + (last === undefined ? 0 : 1)),
    ...entries.flatMap(([name, value]) => [bytesWithLength(Buffer.from(name)), bytesWithLength(value)]),
    ...(last === undefined ? [] : [bytesWithLength(Buffer.from(last))]),
  ]);
}

function bytesWithLength(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(MAX_VARINT_BYTES);
  return bytes.subarray(0, writeVarint(bytes, 0, value));
}

/**
 * Writes a count or length as Kafka's signed varint: zig-zag, seven bits a byte, the lowest first.
 *
 * @param value from 0 to 2^30 - 1
 * @returns where it ends
 */
function writeVarint(out: Uint8Array, start: number, value: number): number {
  let rest = value * 2;
  let at = start;
  for (; rest > 0x7f; rest >>>= 7) out[at++] = (rest & 0x7f) | 0x80;
  out[at] = rest;
  return at + 1;
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value >>> 6; rest > 0; rest >>>= 7) size += 1;
  return size;
}
