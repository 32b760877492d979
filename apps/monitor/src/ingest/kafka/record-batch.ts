import { BatchFormatError, ByteCursor } from './byte-cursor.js';

/** Where fields of a record batch lie, version 2, the only one that Kafka 4 keeps (KIP-98; Kafka's protocol guide, "Record Batch"). */
const LENGTH_AT = 8;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const FIRST_TIMESTAMP_AT = 27;
const MAX_TIMESTAMP_AT = 35;
const COUNT_AT = 57;
const LENGTH_END = 12;
/** First byte of the records, or of what they were packed into. */
export const RECORDS_AT = 61;

const CODEC_MASK = 0x07;
const ARRIVAL_TIME_FLAG = 0x08;
const TRANSACTIONAL_FLAG = 0x10;
const CONTROL_FLAG = 0x20;

/** A record without key, value and headers: length, attributes, three numbers, three counts. */
const LEAST_RECORD_BYTES = 7;
const RECORD_ATTRIBUTES_BYTES = 1;

export interface BatchHeader {
  firstOffset: number;
  lastOffset: number;
  /** Size of the whole batch. */
  bytes: number;
  attributes: number;
  /** 0: not packed. */
  codec: number;
  /** Part of a transaction, or its marker. */
  isTransactional: boolean;
  /** Milliseconds since 1970, as are the others. */
  firstTime: number;
  maxTime: number;
  /** How many records it says that it has. */
  count: number;
}

/**
 * Reads the fixed part of a batch.
 *
 * @returns undefined when the batch is cut off, as the last one of a fetch often is
 */
export function readBatchHeader(bytes: Buffer, at: number): BatchHeader | undefined {
  if (bytes.length < at + RECORDS_AT) return undefined;
  const length = bytes.readInt32BE(at + LENGTH_AT);
  if (bytes.length < at + LENGTH_END + length) return undefined;
  const firstOffset = Number(bytes.readBigInt64BE(at));
  const attributes = bytes.readInt16BE(at + ATTRIBUTES_AT);
  return {
    firstOffset,
    lastOffset: firstOffset + bytes.readInt32BE(at + LAST_OFFSET_DELTA_AT),
    bytes: LENGTH_END + length,
    attributes,
    codec: attributes & CODEC_MASK,
    isTransactional: (attributes & (TRANSACTIONAL_FLAG | CONTROL_FLAG)) !== 0,
    firstTime: Number(bytes.readBigInt64BE(at + FIRST_TIMESTAMP_AT)),
    maxTime: Number(bytes.readBigInt64BE(at + MAX_TIMESTAMP_AT)),
    count: bytes.readInt32BE(at + COUNT_AT),
  };
}

/**
 * Walks over the records of one batch, telling where the parts of each lie, without making an object for each: kafkajs makes a dozen,
 * which was half of what ingest cost.
 */
export class RecordWalk {
  offset = 0;
  /** Kafka's time in milliseconds since 1970. */
  kafkaTime = 0;
  /** First byte and the one behind the last; both -1 where there is none. */
  keyStart = -1;
  keyEnd = -1;
  valueStart = -1;
  valueEnd = -1;
  /** From the number of headers to the end of the record. */
  headersStart = 0;
  end = 0;
  readonly #cursor: ByteCursor;

  /**
   * @param records the records, unpacked
   * @throws BatchFormatError when there is no room for as many records as the header says
   */
  constructor(
    private readonly records: Buffer,
    private readonly header: BatchHeader,
  ) {
    if (header.count < 0 || header.count * LEAST_RECORD_BYTES > records.length)
      throw new BatchFormatError(`${records.length} bytes can not hold ${header.count} records`);
    this.#cursor = new ByteCursor(records);
  }

  /**
   * Goes to the next record.
   *
   * @throws BatchFormatError when a length points out of what holds it
   */
  next(): void {
    const { header, records } = this;
    const cursor = this.#cursor;
    cursor.at = this.end;
    cursor.end = records.length;
    const length = cursor.varint();
    const end = cursor.at + length;
    if (length < 0 || end > records.length) throw new BatchFormatError('a record ends behind its batch');
    cursor.end = end;
    cursor.at += RECORD_ATTRIBUTES_BYTES;
    const timeDelta = cursor.varlong();
    this.kafkaTime = (header.attributes & ARRIVAL_TIME_FLAG) === 0 ? header.firstTime + timeDelta : header.maxTime;
    this.offset = header.firstOffset + cursor.varint();
    const keyLength = cursor.varint();
    this.keyStart = keyLength < 0 ? -1 : cursor.at;
    this.keyEnd = keyLength < 0 ? -1 : cursor.skip(keyLength);
    const valueLength = cursor.varint();
    this.valueStart = valueLength < 0 ? -1 : cursor.at;
    this.valueEnd = valueLength < 0 ? -1 : cursor.skip(valueLength);
    this.headersStart = cursor.at;
    this.end = end;
  }
}
