import { AT, LENGTH_END, RECORDS_AT } from './batch-layout.js';

const CODEC_MASK = 0x07;
const TRANSACTIONAL_FLAG = 0x10;
const CONTROL_FLAG = 0x20;

/** The fixed part of a record batch. */
export interface BatchHeader {
  firstOffset: number;
  lastOffset: number;
  /** Size of the whole batch. */
  bytes: number;
  attributes: number;
  /** 0: not compressed. */
  codec: number;
  /** Part of a transaction, or its marker. */
  isTransactional: boolean;
  /** Milliseconds since 1970, as is the other. */
  firstTime: number;
  maxTime: number;
  /** How many records it says that it has. */
  count: number;
}

/**
 * Reads the fixed part of a batch that begins at `at`.
 *
 * @returns undefined when the batch is cut off, as the last one of a fetch often is
 */
export function readBatchHeader(bytes: Buffer, at: number): BatchHeader | undefined {
  if (bytes.length < at + RECORDS_AT) return undefined;
  const length = bytes.readInt32BE(at + AT.batchLength);
  if (bytes.length < at + LENGTH_END + length) return undefined;
  const firstOffset = Number(bytes.readBigInt64BE(at + AT.firstOffset));
  const attributes = bytes.readInt16BE(at + AT.attributes);
  return {
    firstOffset,
    lastOffset: firstOffset + bytes.readInt32BE(at + AT.lastOffsetDelta),
    bytes: LENGTH_END + length,
    attributes,
    codec: attributes & CODEC_MASK,
    isTransactional: (attributes & (TRANSACTIONAL_FLAG | CONTROL_FLAG)) !== 0,
    firstTime: Number(bytes.readBigInt64BE(at + AT.firstTimestamp)),
    maxTime: Number(bytes.readBigInt64BE(at + AT.maxTimestamp)),
    count: bytes.readInt32BE(at + AT.recordCount),
  };
}
