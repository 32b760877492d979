// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- types of modules that have none; an import cannot name them
/// <reference path="../../src/ingest/kafka/untyped-codecs.d.ts" />
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import SnappyCodec from 'kafkajs-snappy';
import lz4 from 'lz4js';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  MAX_UNPACKED_BYTES,
  registerCodecs,
  unpackGzip,
  unpackLz4,
  unpackSnappy,
  unpackZstd,
} from '../../src/ingest/kafka/kafka-codecs.js';
import type { Batch } from 'kafkajs';
import { UNDECODABLE_BATCH } from '../../src/batch/raw-message.js';
import type { FetchedMessages } from '../../src/ingest/kafka/fetched-messages.js';
import { messagesOf } from '../../src/ingest/kafka/whole-batches.js';

const TOO_LARGE = /more than 32 MiB/;
const TEXT = Buffer.from('a line of a log, '.repeat(10_000));

/** A zstd frame without its window's help: raw blocks, or one byte repeated. */
function zstdFrame(blocks: readonly Uint8Array[], { repeat = 1, descriptor = [0, 0x50] } = {}): Buffer {
  const parts: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...descriptor])];
  for (const [index, block] of blocks.entries()) {
    const size = repeat > 1 ? repeat : block.length;
    const head = (size << 3) | (repeat > 1 ? 2 : 0) | (index === blocks.length - 1 ? 1 : 0);
    parts.push(Buffer.from([head & 0xff, (head >> 8) & 0xff, (head >> 16) & 0xff]), block);
  }
  return Buffer.concat(parts);
}

describe('codecs', () => {
  it('unpack what was packed', async () => {
    expect((await unpackGzip(gzipSync(TEXT))).equals(TEXT)).toBe(true);
    expect((await unpackSnappy(await SnappyCodec().compress({ buffer: TEXT }))).equals(TEXT)).toBe(true);
    expect(unpackLz4(Buffer.from(lz4.compress(TEXT))).equals(TEXT)).toBe(true);
    expect(unpackZstd(zstdFrame([TEXT.subarray(0, 50_000), TEXT.subarray(50_000, 60_000)])).length).toBe(60_000);
  });

  it('refuse a bomb without unpacking it', async () => {
    const zeros = Buffer.alloc(MAX_UNPACKED_BYTES + 1);
    await expect(unpackGzip(gzipSync(zeros))).rejects.toThrow(TOO_LARGE);
    expect(() => unpackLz4(Buffer.from(lz4.compress(zeros)))).toThrow(TOO_LARGE);
    // Says that it becomes 1 GiB.
    await expect(unpackSnappy(Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04, 0]))).rejects.toThrow(TOO_LARGE);
    const block = Buffer.from([0]);
    const frames = zstdFrame(Array<Uint8Array>(300).fill(block), { repeat: 131_072 });
    expect(() => unpackZstd(frames)).toThrow(TOO_LARGE);
    // Asks for a window of 1 GiB.
    expect(() => unpackZstd(zstdFrame([block], { descriptor: [0, 0xa0] }))).toThrow(TOO_LARGE);
    // Says that its one segment has 4 GiB.
    expect(() => unpackZstd(zstdFrame([block], { descriptor: [0xa0, 0xff, 0xff, 0xff, 0xff] }))).toThrow(TOO_LARGE);
  });
});

function valuesOf(messages: FetchedMessages): [offset: number, value: string | null][] {
  return Array.from({ length: messages.length }, (_, at) => {
    const { offset, value } = messages.messageAt(at);
    return [offset, value?.toString() ?? null];
  });
}

describe('a batch that cannot be read', () => {
  const require = createRequire(import.meta.url);
  let decode: (batches: Buffer[]) => Promise<FetchedMessages>;
  let encode: (firstOffset: number, values: string[], attributes?: number) => Promise<Buffer>;

  beforeAll(() => {
    registerCodecs();
    const Decoder = require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => unknown;
    const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as (
      decoder: unknown,
    ) => Promise<Batch['messages']>;
    const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
      RecordBatch: (batch: object) => Promise<{ buffer: Buffer }>;
    };
    const record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => object;
    decode = async (batches) => {
      const all = Buffer.concat(batches);
      const size = Buffer.alloc(4);
      size.writeInt32BE(all.length);
      const messages = await decodeMessages(new Decoder(Buffer.concat([size, all])));
      return messagesOf({ messages } as Batch, 0);
    };
    encode = async (firstOffset, values, attributes = 0) => {
      const records = values.map((value, offsetDelta) =>
        record({ offsetDelta, timestampDelta: 0, value, headers: {} }),
      );
      const lastOffsetDelta = values.length - 1;
      const { buffer } = await RecordBatch({
        firstOffset,
        records,
        lastOffsetDelta,
        firstTimestamp: 1,
        maxTimestamp: 2,
      });
      buffer.writeInt16BE(attributes, 21);
      return Buffer.from(buffer);
    };
  });

  it('is one marked message, and the batches around it are read', async () => {
    const broken = await encode(2, ['x'.repeat(100), 'y', 'z'], 1);
    const messages = await decode([await encode(0, ['a', 'b']), broken, await encode(5, ['c'])]);
    expect(valuesOf(messages)).toEqual([
      [0, 'a'],
      [1, 'b'],
      [4, null],
      [5, 'c'],
    ]);
    expect(messages.messageAt(2).headers[UNDECODABLE_BATCH]).toMatch(
      /^3 records at offsets 2 to 4, \d+ bytes \(gzip\): /,
    );
  });

  it.each([5, 6, 7])('of a codec of the future (%i) too', async (codec) => {
    const broken = await encode(7, ['x'.repeat(50)], codec);
    broken.fill(0xff, 61);
    const messages = await decode([broken, await encode(8, ['c'])]);
    expect(valuesOf(messages)).toEqual([
      [7, null],
      [8, 'c'],
    ]);
  });

  it('of more records than there is room for is not even tried', async () => {
    const broken = await encode(0, ['x']);
    broken.writeInt32BE(2_000_000_000, 57);
    const messages = await decode([broken, await encode(1, ['c'])]);
    expect(messages.messageAt(0).headers[UNDECODABLE_BATCH]).toContain('it has 2000000000 records');
  });

  it('of fewer records than it says, or whose lengths point out of it, leaves nothing half read', async () => {
    const short = await encode(0, ['x'.repeat(100), 'y']);
    short.writeInt32BE(3, 57);
    const torn = await encode(3, ['x', 'y']);
    torn[61] = 0x7e;
    const messages = await decode([short, torn, await encode(5, ['c'])]);
    expect(valuesOf(messages)).toEqual([
      [1, null],
      [4, null],
      [5, 'c'],
    ]);
    expect(messages.messageAt(1).headers[UNDECODABLE_BATCH]).toContain('a record ends after its batch');
  });

  it('does not hide that an answer was cut', async () => {
    const cut = (await encode(1, ['b'])).subarray(0, 65);
    expect(valuesOf(await decode([await encode(0, ['a']), cut]))).toEqual([[0, 'a']]);
  });
});
