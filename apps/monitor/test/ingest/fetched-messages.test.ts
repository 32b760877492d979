import { createRequire } from 'node:module';
import { BatchFormatError, readBatchHeader, RECORDS_AT } from '@log-monitor/kafka-batch';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FetchedMessages } from '../../src/ingest/kafka/fetched-messages.js';

interface Sent {
  timestampDelta: number;
  offsetDelta: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer | Buffer[]>;
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const header = fc.oneof(
  fc.tuple(fc.constantFrom('last-seq', 'end', 'content-type'), fc.stringMatching(/^(\d{1,16}|true|x)$/)),
  fc.tuple(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 })),
);
const sent: fc.Arbitrary<Sent> = fc.record({
  timestampDelta: fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -(2 ** 42), max: 2 ** 42 })),
  offsetDelta: fc.nat({ max: 5 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc
    .array(header, { maxLength: 4 })
    .map((pairs) => Object.fromEntries(pairs.map(([name, value]) => [name, Buffer.from(value)]))),
});

describe('FetchedMessages of a record batch', () => {
  /** Record batches as kafkajs's own encoder writes them. */
  let encode: (records: Sent[], firstOffset: number, firstTimestamp: number) => Promise<Buffer>;

  beforeAll(() => {
    const require = createRequire(import.meta.url);
    const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
      RecordBatch: (batch: object) => Promise<{ buffer: Buffer }>;
    };
    const record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => object;
    encode = async (records, firstOffset, firstTimestamp) => {
      const lastOffsetDelta = records.at(-1)?.offsetDelta ?? 0;
      const encoded = records.map((each) => record(each));
      const maxTimestamp = firstTimestamp + 7;
      return (await RecordBatch({ firstOffset, firstTimestamp, maxTimestamp, records: encoded, lastOffsetDelta }))
        .buffer;
    };
  });

  const read = (batch: Buffer, fromOffset = 0): FetchedMessages => {
    const found = readBatchHeader(batch, 0);
    if (found === undefined) throw new Error('the batch is cut off');
    const messages = new FetchedMessages(found.count);
    messages.addBatch(found, batch.subarray(RECORDS_AT), fromOffset);
    return messages;
  };
  /** Offsets grow, with holes as compaction leaves them. */
  const arbitraryBatch = fc.array(sent, { minLength: 1, maxLength: 30 }).map((records) => {
    let offset = -1;
    return records.map((each) => ({ ...each, offsetDelta: (offset += 1 + each.offsetDelta) }));
  });

  it('are what was sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryBatch,
        fc.nat({ max: 2 ** 40 }),
        fc.nat({ max: 2 ** 42 }),
        async (records, first, time) => {
          const messages = read(await encode(records, first, time));
          expect(messages.length).toBe(records.length);
          for (const [at, { key, value, headers, offsetDelta, timestampDelta }] of records.entries()) {
            expect(messages.messageAt(at)).toEqual({
              offset: first + offsetDelta,
              kafkaTime: time + timestampDelta,
              key,
              value,
              headers,
            });
            expect(messages.bytesAt(at)).toBe(value?.length ?? 0);
            const seq = headers['last-seq']?.toString() ?? '';
            expect(messages.newsAt(at).lastSeq).toBe(/^\d{1,15}$/.test(seq) ? Number(seq) : 0);
            expect(messages.newsAt(at).ended).toBe(headers['end']?.toString() === 'true');
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('begin at the offset that was asked for', async () => {
    const records = [0, 1, 5].map((offsetDelta) => ({
      ...{ timestampDelta: 0, key: null, value: Buffer.from('x'), headers: {} },
      offsetDelta,
    }));
    const messages = read(await encode(records, 100, 0), 101);
    expect([...messages.offsets.subarray(0, messages.length)]).toEqual([101, 105]);
  });

  it('have the time of their arrival where the topic keeps that', async () => {
    const records = [0, 1].map((offsetDelta) => ({
      ...{ timestampDelta: 3, key: null, value: null, headers: {} },
      offsetDelta,
    }));
    const batch = Buffer.from(await encode(records, 0, 1000));
    batch.writeInt16BE(0x08, 21);
    expect([...read(batch).kafkaTimes]).toEqual([1007, 1007]);
  });

  it('are refused, never misread beyond the batch, when bytes are broken', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryBatch,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 }),
        async (records, changes) => {
          const batch = Buffer.from(await encode(records, 0, 0));
          for (const [place, byte] of changes) batch[RECORDS_AT + (place % (batch.length - RECORDS_AT))] = byte;
          let messages: FetchedMessages;
          try {
            messages = read(batch);
          } catch (error) {
            expect(error).toBeInstanceOf(BatchFormatError);
            return;
          }
          for (let at = 0; at < messages.length; at += 1) {
            messages.newsAt(at);
            const { key, value, headers } = messages.messageAt(at);
            const size = [key, value, ...Object.values(headers).flat()].reduce(
              (sum, part) => sum + (part?.length ?? 0),
              0,
            );
            expect(size).toBeLessThanOrEqual(batch.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
