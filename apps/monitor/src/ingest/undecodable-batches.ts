import { createRequire } from 'node:module';

/** Marks the one message that stands for a whole batch that can not be read; no producer can send a symbol. */
export const UNDECODABLE_BATCH = Symbol('undecodable batch');

/** More objects than memory has room for, however small their bytes are. Kafka's own producers put some thousands into a batch. */
const MAX_RECORDS = 100_000;

/** Where fields of a record batch lie, version 2, the only one that Kafka 4 keeps. */
const LENGTH_AT = 8;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const MAX_TIMESTAMP_AT = 35;
const COUNT_AT = 57;
const OVERHEAD_BYTES = 61;
const LENGTH_END = 12;
const CODECS = ['plain', 'gzip', 'snappy', 'lz4', 'zstd'];

/** What kafkajs's decoder is of use for here. */
interface FetchDecoder {
  buffer: Buffer;
  offset: number;
  forward(bytes: number): void;
}

type BatchDecoder = (decoder: FetchDecoder) => Promise<{ records: object[] }>;

interface BatchHeader {
  firstOffset: bigint;
  lastOffset: bigint;
  bytes: number;
  codec: string;
  count: number;
  time: bigint;
}

let kept = false;

/**
 * Makes kafkajs hand over one marked message for a batch that it can not read, in place of an error: corrupt bytes, a codec of the future, a
 * decompression bomb. As it is, an error fails the whole answer to a fetch, with the batches of all other partitions in it, and the next fetch
 * fails in the same way for ever. The message has the batch's last offset; the reader keeps it aside as a dead letter and goes on behind it.
 *
 * kafkajs has no door for this, so its decoder is replaced in the module cache; the version is pinned, and the tests with broken batches fail
 * if another one moves it.
 */
export function keepUndecodableBatchesApart(): void {
  if (kept) return;
  kept = true;
  const require = createRequire(import.meta.url);
  const path = require.resolve('kafkajs/src/protocol/recordBatch/v0/decoder.js');
  const decode = require(path) as BatchDecoder;
  const module = require.cache[path];
  if (module === undefined) throw new Error(`${path} is not in the module cache`);
  module.exports = (decoder: FetchDecoder) => decodeOrMark(decode, decoder);
}

async function decodeOrMark(decode: BatchDecoder, decoder: FetchDecoder): Promise<{ records: object[] }> {
  const header = headerOf(decoder);
  // The end of an answer is often cut: kafkajs knows what to do with that.
  if (header === undefined) return await decode(decoder);
  if (header.count > MAX_RECORDS) {
    decoder.forward(LENGTH_END + header.bytes);
    return marked(header, `it has ${header.count} records`);
  }
  try {
    return await decode(decoder);
  } catch (error) {
    if ((error as Error).name === 'KafkaJSPartialMessageError') throw error;
    return marked(header, (error as Error).message);
  }
}

function headerOf({ buffer, offset }: FetchDecoder): BatchHeader | undefined {
  if (buffer.length < offset + OVERHEAD_BYTES) return undefined;
  const bytes = buffer.readInt32BE(offset + LENGTH_AT);
  if (buffer.length < offset + LENGTH_END + bytes) return undefined;
  const firstOffset = buffer.readBigInt64BE(offset);
  const codec = buffer.readInt16BE(offset + ATTRIBUTES_AT) & 7;
  return {
    firstOffset,
    lastOffset: firstOffset + BigInt(buffer.readInt32BE(offset + LAST_OFFSET_DELTA_AT)),
    bytes,
    codec: CODECS[codec] ?? `codec ${codec}`,
    count: buffer.readInt32BE(offset + COUNT_AT),
    time: buffer.readBigInt64BE(offset + MAX_TIMESTAMP_AT),
  };
}

function marked(header: BatchHeader, why: string): { records: object[] } {
  const { firstOffset, lastOffset, bytes, codec, count, time } = header;
  const reason = `${count} records at offsets ${firstOffset} to ${lastOffset}, ${bytes} bytes (${codec}): ${why}`;
  const message = {
    attributes: 0,
    timestamp: String(time),
    offset: String(lastOffset),
    key: null,
    value: null,
    headers: { [UNDECODABLE_BATCH]: reason },
    isControlRecord: false,
    batchContext: { firstOffset: String(firstOffset), inTransaction: false, isControlBatch: false, producerId: '-1' },
  };
  return { records: [message] };
}
