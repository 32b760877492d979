import { type Compress, type RecordSet, encodeGzipBatch, encodeRecordBatch } from '@log-monitor/kafka-batch';
import { type Message } from 'kafkajs';
import { requireOfKafkajs } from './kafkajs-internals.js';
import { encodeProduceRequest } from './produce-request.js';

/** Produce requests with record batches, whose bodies are the same. */
const VERSIONS = [3, 4, 5, 6, 7];
const GZIP = 1;

/**
 * Stands in a message of kafkajs for a whole batch, which we encode ourselves. An encoder that does not know it throws,
 * so that it can never be written as something else: kafkajs measures values, and makes texts of them in old formats.
 */
class WholeBatch {
  constructor(readonly records: RecordSet) {}

  toString(): never {
    throw new TypeError('a whole batch is not a value');
  }
}

/** A message that stands for a batch of records; to be sent alone, and only where such messages are understood. */
export function wholeBatchMessage(records: RecordSet): Message {
  return { key: records.key, value: new WholeBatch(records) as unknown as Buffer };
}

/** The parts of kafkajs 2.2.4's producing that we touch. */
interface ProduceData {
  readonly acks: number;
  readonly timeout: number;
  readonly compression?: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly { value: unknown }[] }[];
  }[];
}
interface OneBatch {
  readonly records: RecordSet;
  readonly topic: string;
  readonly partition: number;
}
interface Encoded {
  /** What kafkajs looks at to know an encoder, and what it writes. */
  readonly buf: Buffer;
  readonly buffer: Buffer;
}
interface ProduceRequest {
  encode(): Promise<Encoded>;
}
type MakeRequest = (data: ProduceData) => ProduceRequest;
interface Produce {
  protocol(version: { version: number }): (data: ProduceData) => { request: ProduceRequest };
}
interface Compression {
  lookupCodec(type: number): { compress(encoder: { buffer: Buffer }): Promise<Buffer> };
}

let understood: Promise<boolean> | undefined;

/**
 * Teaches kafkajs to send such messages, once in a process. Requests without one, such as those of the service's own
 * producers, are made by kafkajs as before.
 *
 * @returns whether it worked: false with another layout of kafkajs, or one that does not write what we write
 */
export function wholeBatchesUnderstood(): Promise<boolean> {
  understood ??= teach();
  return understood;
}

async function teach(): Promise<boolean> {
  try {
    const require = requireOfKafkajs();
    const produce = require('kafkajs/src/protocol/requests/produce') as Produce;
    const compression = require('kafkajs/src/protocol/message/compression') as Compression;
    const gzip: Compress = (buffer) => compression.lookupCodec(GZIP).compress({ buffer });
    for (const version of VERSIONS) replaceRequest(require, version, gzip);
    for (const version of VERSIONS) if (!(await writesTheSame(produce, version))) return false;
    return true;
  } catch {
    // Another layout of kafkajs: it encodes by itself, only more slowly.
    return false;
  }
}

/** kafkajs looks the module up at each request, so that this takes effect at once. */
function replaceRequest(require: NodeJS.Require, version: number, gzip: Compress): void {
  const name = `kafkajs/src/protocol/requests/produce/v${version}/request`;
  const original = require(name) as MakeRequest;
  const module = require.cache[require.resolve(name)];
  if (module === undefined) throw new Error('kafkajs is not in the cache of modules');
  module.exports = (data: ProduceData): ProduceRequest => {
    const request = original(data);
    const whole = wholeBatchOf(data);
    return whole === undefined ? request : { ...request, encode: () => encode(whole, data, gzip) };
  };
}

/** The batch that a request is to carry, if its message stands for one: such a message travels alone. */
function wholeBatchOf({ topicData }: ProduceData): OneBatch | undefined {
  const [first] = topicData;
  const [data] = first?.partitions ?? [];
  const value = data?.messages[0]?.value;
  if (!(value instanceof WholeBatch) || first === undefined || data === undefined) return undefined;
  return { records: value.records, topic: first.topic, partition: data.partition };
}

async function encode(whole: OneBatch, data: ProduceData, gzip: Compress): Promise<Encoded> {
  const { records, topic, partition } = whole;
  const { acks, timeout, compression } = data;
  const now = Date.now();
  const batch = compression === GZIP ? await encodeGzipBatch(records, now, gzip) : encodeRecordBatch(records, now);
  const buffer = encodeProduceRequest({ topic, partition, acks, timeout }, batch);
  return { buf: buffer, buffer };
}

/** Whether kafkajs, asked for messages and asked for a whole batch of the same ones, answers with the same bytes. */
async function writesTheSame(produce: Produce, version: number): Promise<boolean> {
  const key = Buffer.from('k');
  const headers = { h: Buffer.from('1') };
  const values = [Buffer.alloc(0), Buffer.alloc(100, 'x')];
  const timestamp = 1_700_000_000_000;
  const messages = values.map((value) => ({ key, value, headers, timestamp: String(timestamp) }));
  const whole = [wholeBatchMessage({ key, headers, timestamp, values })];
  const [plain, ours] = await Promise.all(
    [messages, whole].map((each) => {
      const topicData = [{ topic: 't', partitions: [{ partition: 1, messages: each, firstSequence: 0 }] }];
      return produce.protocol({ version })({ acks: -1, timeout: 1, topicData }).request.encode();
    }),
  );
  return plain !== undefined && ours !== undefined && plain.buffer.equals(ours.buffer);
}
