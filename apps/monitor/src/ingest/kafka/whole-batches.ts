import { createRequire } from 'node:module';
import { BatchFormatError, type BatchHeader, readBatchHeader, RECORDS_AT } from '@log-monitor/kafka-batch';
import type { Batch } from 'kafkajs';
import { type RawMessage, UNDECODABLE_BATCH } from '../../batch/raw-message.js';
import { FetchedMessages } from './fetched-messages.js';

/** Where the one message that stands for a whole batch carries it. */
const WHOLE_BATCH = Symbol('whole batch');

/** More than memory has room for, however small their bytes are. Kafka's own producers put some thousands into a batch. */
const MAX_RECORDS = 100_000;
const CODECS = ['plain', 'gzip', 'snappy', 'lz4', 'zstd'];

/** What kafkajs's decoder is of use for here. */
interface FetchDecoder {
  buffer: Buffer;
  offset: number;
  forward(bytes: number): void;
}

interface Codec {
  decompress(packed: Buffer): Promise<Buffer>;
}

type BatchDecoder = (decoder: FetchDecoder) => Promise<{ records: object[] }>;
type CodecLookup = (attributes: number) => Codec | null;

interface WholeBatch {
  header: BatchHeader;
  /** The records, unpacked. */
  records: Buffer;
}

type KafkaMessage = Batch['messages'][number] & { [WHOLE_BATCH]?: WholeBatch };

let installed = false;

/**
 * Makes kafkajs hand over each record batch as one message that carries its bytes, in place of an object for each record with a dozen objects
 * in it (`docs/decisions/ingest-hot-path.md`); {@link messagesOf} reads them.
 *
 * A batch that cannot be read (corrupt bytes, a codec of the future, a decompression bomb) becomes one marked message in place of an error. As
 * it is, an error fails the whole answer to a fetch, with the batches of all other partitions in it, and the next fetch fails in the same way for
 * ever. The message has the batch's last offset; the reader keeps it aside as a dead letter and continues after it.
 *
 * kafkajs has no door for this, so its decoder is replaced in the module cache; the version is pinned, and the tests with broken batches fail
 * if another one moves it.
 */
export function handOverWholeBatches(): void {
  if (installed) return;
  installed = true;
  const require = createRequire(import.meta.url);
  const path = require.resolve('kafkajs/src/protocol/recordBatch/v0/decoder.js');
  const decode = require(path) as BatchDecoder;
  const { lookupCodecByAttributes } = require('kafkajs/src/protocol/message/compression') as {
    lookupCodecByAttributes: CodecLookup;
  };
  const module = require.cache[path];
  if (module === undefined) throw new Error(`${path} is not in the module cache`);
  const batches = new WholeBatchDecoder(decode, lookupCodecByAttributes);
  module.exports = (decoder: FetchDecoder) => batches.decode(decoder);
}

/**
 * The messages of what kafkajs hands over, from an offset on; before it there may be some that nobody asked for, as Kafka sends whole batches
 * only.
 */
export function messagesOf(batch: Batch, fromOffset: number): FetchedMessages {
  const messages = batch.messages as KafkaMessage[];
  let capacity = 0;
  for (const message of messages) capacity += message[WHOLE_BATCH]?.header.count ?? 1;
  const fetched = new FetchedMessages(capacity);
  for (const message of messages) {
    const whole = message[WHOLE_BATCH];
    if (whole === undefined) fetched.addMessage(rawMessage(message));
    else addBatch(fetched, whole, fromOffset);
  }
  return fetched;
}

function addBatch(fetched: FetchedMessages, { header, records }: WholeBatch, fromOffset: number): void {
  try {
    fetched.addBatch(header, records, fromOffset);
  } catch (error) {
    if (!(error instanceof BatchFormatError)) throw error;
    fetched.addMessage({
      offset: header.lastOffset,
      kafkaTime: header.maxTime,
      key: null,
      value: null,
      headers: { [UNDECODABLE_BATCH]: undecodableReason(header, error.message) },
    });
  }
}

/** What stands in the place of kafkajs's decoder of one batch. */
class WholeBatchDecoder {
  readonly #withTransactions = new WeakMap<Buffer, boolean>();

  /** @param decodeRecords kafkajs's own decoder */
  constructor(
    private readonly decodeRecords: BatchDecoder,
    private readonly lookupCodec: CodecLookup,
  ) {}

  async decode(decoder: FetchDecoder): Promise<{ records: object[] }> {
    const { buffer, offset } = decoder;
    const header = readBatchHeader(buffer, offset);
    // The end of an answer is often cut: kafkajs knows what to do with that.
    if (header === undefined) return await this.decodeRecords(decoder);
    try {
      if (header.count > MAX_RECORDS) throw new BatchFormatError(`it has ${header.count} records`);
      // Which of the records of a transaction count is for kafkajs to say, record by record.
      if (this.#hasTransactions(buffer)) return await this.decodeRecords(decoder);
      const packed = buffer.subarray(offset + RECORDS_AT, offset + header.bytes);
      const records = (await this.lookupCodec(header.attributes)?.decompress(packed)) ?? packed;
      return { records: [{ ...placeholder(header), [WHOLE_BATCH]: { header, records } }] };
    } catch (error) {
      if ((error as Error).name === 'KafkaJSPartialMessageError') throw error;
      const headers = { [UNDECODABLE_BATCH]: undecodableReason(header, (error as Error).message) };
      return { records: [{ ...placeholder(header), headers }] };
    } finally {
      decoder.offset = offset;
      decoder.forward(header.bytes);
    }
  }

  /**
   * Asked for each of its batches, told once.
   *
   * @param answer all batches that a fetch brought for one partition
   */
  #hasTransactions(answer: Buffer): boolean {
    const known = this.#withTransactions.get(answer);
    if (known !== undefined) return known;
    let found = false;
    for (let at = 0; !found;) {
      const header = readBatchHeader(answer, at);
      if (header === undefined) break;
      found = header.isTransactional;
      at += header.bytes;
    }
    this.#withTransactions.set(answer, found);
    return found;
  }
}

/** What all of kafkajs between the decoder and us needs of a message. */
function placeholder(header: BatchHeader): object {
  return {
    attributes: 0,
    timestamp: String(header.maxTime),
    offset: String(header.lastOffset),
    key: null,
    value: null,
    headers: {},
    isControlRecord: false,
    batchContext: { inTransaction: false, producerId: '-1' },
  };
}

function undecodableReason({ firstOffset, lastOffset, bytes, codec, count }: BatchHeader, why: string): string {
  const packing = CODECS[codec] ?? `codec ${codec}`;
  return `${count} records at offsets ${firstOffset} to ${lastOffset}, ${bytes} bytes (${packing}): ${why}`;
}

function rawMessage(message: KafkaMessage): RawMessage {
  return {
    offset: Number(message.offset),
    kafkaTime: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: message.headers ?? {},
  };
}
