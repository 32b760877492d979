import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type RecordSet, encodeGzipBatch, encodeRecordBatch } from '@log-monitor/kafka-batch';
import type { Message } from 'kafkajs';
import produce, { type Encoded, type ProduceData } from 'kafkajs/src/protocol/requests/produce/index.js';
import { encodeProduceRequest } from './produce-request.js';

/** From this version on, Produce requests carry record batches; their bodies are the same up to kafkajs's newest, 7. */
const FIRST_VERSION = 3;
const GZIP = 1;
const compress = promisify(gzip) as (records: Buffer) => Promise<Buffer>;
let installed = false;

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

/** A message that stands for a batch of records; to be sent alone. */
export function wholeBatchMessage(records: RecordSet): Message {
  return { key: records.key, value: new WholeBatch(records) as unknown as Buffer };
}

/**
 * Teaches kafkajs to send such messages, once in a process. Requests without one, such as those of the service's own
 * producers, are made by kafkajs as before.
 */
export function sendWholeBatches(): void {
  if (installed) return;
  installed = true;
  const protocol = produce.protocol.bind(produce);
  produce.protocol = ({ version }) => {
    const make = protocol({ version });
    return (data) => withWholeBatch(data, make(data), version);
  };
}

function withWholeBatch<T extends { request: object }>(data: ProduceData, exchange: T, version: number): T {
  const [topicData] = data.topicData;
  const [partitionData] = topicData?.partitions ?? [];
  const value = partitionData?.messages[0]?.value;
  if (!(value instanceof WholeBatch) || topicData === undefined || partitionData === undefined) return exchange;
  if (version < FIRST_VERSION) throw new Error('Kafka before 0.11 takes no record batches');
  const { topic } = topicData;
  const { partition } = partitionData;
  const encode = async (): Promise<Encoded> => {
    const { acks, timeout, compression } = data;
    const { records } = value;
    const now = Date.now();
    const batch =
      compression === GZIP ? await encodeGzipBatch(records, now, compress) : encodeRecordBatch(records, now);
    const buffer = encodeProduceRequest({ topic, partition, acks, timeout }, batch);
    return { buf: buffer, buffer };
  };
  return { ...exchange, request: { ...exchange.request, encode } };
}
