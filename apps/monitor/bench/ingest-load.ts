import { randomUUID } from 'node:crypto';
import { type LogRecord, makeRecordId } from '@log-monitor/log-record';
import kafkajs from 'kafkajs';

const INSTANCES = 12;
const PARTITIONS = 6;
const STACK = `ConnectionError: connect ECONNREFUSED 10.0.0.7:5432\n${'    at Pool.connect (/app/node_modules/pg-pool/index.js:45:11)\n'.repeat(5)}`;

interface Source {
  instance: string;
  service: string;
  host: string;
  partition: number;
  seq: number;
}

/** What a topic was filled with. */
export interface IngestLoad {
  topic: string;
  records: number;
  /** Of all records as JSON. */
  bytes: number;
  /** The same rows as ready-made COPY text. */
  copyText: Buffer[];
}

/** What goes wrong in a load. */
export interface ErrorMix {
  /** Each so many records are one ERROR. */
  every: number;
  /** @param number of the record, as ids are in a message */
  of: (number: number) => Pick<LogRecord, 'message' | 'error'>;
}

/** The standard mix: 95 % INFO, 5 % ERROR with a stack, about 300 bytes. */
const STANDARD: ErrorMix = {
  every: 20,
  of: (number) => ({
    message: `order ${number} could not be stored`,
    error: { type: 'ConnectionError', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED', stack: STACK },
  }),
};

function newRecord(
  sources: Source[],
  number: number,
  records: number,
  errors: ErrorMix,
): { record: LogRecord; partition: number } {
  const source = sources[number % INSTANCES] as Source;
  const { partition, instance, service, host } = source;
  source.seq += 1;
  const time = Date.now() - Math.floor((records - number) / 1000);
  const isError = number % errors.every === 0;
  const record: LogRecord = {
    v: 1,
    id: makeRecordId(time),
    timestamp: new Date(time).toISOString(),
    level: isError ? 'ERROR' : 'INFO',
    service,
    host,
    instance,
    seq: source.seq,
    ...(isError ? errors.of(number) : { message: `order ${number} accepted` }),
    requestId: `req-${number}`,
    attributes: { orderId: number },
  };
  return { record, partition };
}

/** Fills the topic `topic` and `topic-errors`. */
export async function fillTopics(
  broker: string,
  topic: string,
  records: number,
  mix: ErrorMix = STANDARD,
): Promise<IngestLoad> {
  const sources = Array.from({ length: INSTANCES }, (_, index) => ({
    instance: randomUUID(),
    service: `service-${index % 6}`,
    host: `host-${index % 4}`,
    partition: index % PARTITIONS,
    seq: 0,
  }));
  const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  const topics = [topic, `${topic}-errors`].map((name) => ({
    topic: name,
    numPartitions: PARTITIONS,
    configEntries,
  }));
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        Number(message.partition),
  });
  await producer.connect();
  const copyText: Buffer[] = [];
  let bytes = 0;
  for (let number = 0; number < records;) {
    const main: kafkajs.Message[] = [];
    const errors: kafkajs.Message[] = [];
    let text = '';
    for (; main.length < 5000 && number < records; number += 1) {
      const { record, partition } = newRecord(sources, number, records, mix);
      const message = {
        key: record.instance,
        value: JSON.stringify(record),
        partition,
        headers: { 'last-seq': String(record.seq) },
      };
      bytes += Buffer.byteLength(message.value);
      main.push(message);
      if (record.error !== undefined) errors.push(message);
      text += copyLine(record);
    }
    copyText.push(Buffer.from(text));
    await producer.sendBatch({
      topicMessages: [
        { topic, messages: main },
        { topic: `${topic}-errors`, messages: errors },
      ],
    });
  }
  await producer.disconnect();
  return { topic, records, bytes, copyText };
}

function copyLine({ id, timestamp, level, service, host, message, error, attributes }: LogRecord): string {
  const stack = error?.stack?.replaceAll('\n', '\\n') ?? '\\N';
  return `${[id, timestamp, level, service, host, message, stack, JSON.stringify(attributes)].join('\t')}\n`;
}
