import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../src/crc32c.js';
import { type RecordSet, encodeGzipBatch, encodeRecordBatch } from '../src/encode-record-batch.js';

/** kafkajs's own encoder and decoder, as the reference. */
const require = createRequire(import.meta.url);
interface Encoder {
  buffer: Buffer;
}
interface DecodedRecord {
  key: Buffer;
  value: Buffer;
  headers: Record<string, Buffer>;
  timestamp: string;
  offset: string;
}
interface DecodedBatch {
  records: DecodedRecord[];
  maxTimestamp: string;
  producerId: string;
  timestampType: number;
}
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch: (batch: object) => Promise<Encoder>;
};
const makeRecord = require('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => Encoder;
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (d: object) => Promise<DecodedBatch>;
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;
const referenceCrc = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;

function encodeByKafkajs({ key, headers, timestamp, values }: RecordSet, compression: number): Promise<Encoder> {
  return RecordBatch({
    compression,
    records: values.map((value, offsetDelta) => makeRecord({ key, headers, value, offsetDelta })),
    firstTimestamp: timestamp,
    maxTimestamp: timestamp,
    lastOffsetDelta: values.length - 1,
  });
}

const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
/** Lengths around those where a length takes one byte more, and the longest record and beyond. */
const value = fc.oneof(
  bytes(200),
  fc.constantFrom(0, 1, 63, 64, 65, 8_191, 8_192, 300_000).map((length) => Buffer.alloc(length, 'v')),
);
const numbered = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => Buffer.from(`${index}`));
const recordSet: fc.Arbitrary<RecordSet> = fc.record({
  key: bytes(100),
  // Prefixed, because kafkajs reads a header named "constructor" as something else.
  headers: fc.dictionary(
    fc.string({ maxLength: 70 }).map((name) => `h${name}`),
    bytes(100),
    { maxKeys: 4 },
  ),
  timestamp: fc.oneof(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.constantFrom(-1, 0, 1_763_700_000_000)),
  values: fc.oneof(
    fc.array(value, { maxLength: 5 }),
    fc.constantFrom(64, 65, 400).map((count) => numbered(count)),
  ),
});
const compress = promisify(gzip) as (records: Buffer) => Promise<Buffer>;

describe('encodeRecordBatch', () => {
  it('writes what kafkajs writes, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(recordSet, async (set) => {
        const reference = await encodeByKafkajs(set, 0);
        expect(encodeRecordBatch(set, 0).equals(reference.buffer)).toBe(true);
      }),
      { numRuns: 60, examples: [[{ key: Buffer.from('k'), headers: {}, timestamp: 1, values: numbered(8_193) }]] },
    );
  });

  it('writes what kafkajs reads as the same records, compressed too', async () => {
    await fc.assert(
      fc.asyncProperty(recordSet, fc.boolean(), async (set, compressed) => {
        fc.pre(set.values.length > 0);
        const batch = compressed ? await encodeGzipBatch(set, 0, compress) : encodeRecordBatch(set, 0);
        const decoded = await decodeBatch(new Decoder(batch));
        expect(decoded.records.length).toBe(set.values.length);
        expect(decoded).toMatchObject({ maxTimestamp: String(set.timestamp), producerId: '-1', timestampType: 0 });
        for (const [index, record] of decoded.records.entries()) {
          const { key, value, timestamp, offset } = record;
          if (!value.equals(set.values[index] as Buffer) || !key.equals(set.key))
            expect.fail(`record ${index} differs`);
          if (timestamp !== String(set.timestamp) || offset !== String(index)) expect.fail(`record ${index} differs`);
        }
        expect(decoded.records[0]?.headers).toEqual(set.headers);
      }),
      { numRuns: 40 },
    );
  });

  it('writes a header that is another number for each record', async () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.constantFrom(0, 9, 10, Number.MAX_SAFE_INTEGER));
    await fc.assert(
      fc.asyncProperty(recordSet, fc.array(number, { minLength: 400, maxLength: 400 }), async (set, of) => {
        fc.pre(set.values.length > 0);
        const decoded = await decodeBatch(
          new Decoder(encodeRecordBatch({ ...set, numbers: { header: 'seq', of } }, 0)),
        );
        for (const [index, { headers, value: read }] of decoded.records.entries()) {
          expect(headers).toEqual({ ...set.headers, seq: Buffer.from(String(of[index])) });
          expect(read.equals(set.values[index] as Buffer)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('compresses to what kafkajs compresses to', async () => {
    await fc.assert(
      fc.asyncProperty(recordSet, async (set) => {
        const reference = await encodeByKafkajs(set, 1);
        expect((await encodeGzipBatch(set, 0, compress)).equals(reference.buffer)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('takes the moment of encoding where no time is given', () => {
    const set = { key: Buffer.from('k'), headers: {}, timestamp: undefined, values: [Buffer.from('v')] };
    const now = 1_763_700_000_123;
    expect(encodeRecordBatch(set, now)).toEqual(encodeRecordBatch({ ...set, timestamp: now }, 0));
  });
});

describe('crc32c', () => {
  it('is the one of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe306_9283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a91_36aa);
  });

  it('is that of kafkajs for any bytes, wherever they lie and begin', () => {
    fc.assert(
      fc.property(bytes(100), fc.nat(9), fc.nat(9), (content, offset, from) => {
        const moved = Buffer.concat([Buffer.alloc(offset), content]).subarray(offset);
        expect(crc32c(moved, Math.min(from, moved.length))).toBe(referenceCrc(content.subarray(from)));
      }),
    );
  });
});
