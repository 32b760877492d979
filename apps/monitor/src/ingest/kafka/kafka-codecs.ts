import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Decompress } from 'fzstd';
import kafkajs from 'kafkajs';
import SnappyCodec from 'kafkajs-snappy';
import lz4 from 'lz4js';
import { handOverWholeBatches } from './whole-batches.js';

const { CompressionCodecs, CompressionTypes } = kafkajs;

/**
 * What one batch may become when unpacked. Producers limit a request before they pack it (1 MiB by Kafka's defaults), so an honest batch stays far
 * below; 1 MiB of gzip can become 1 GiB otherwise.
 */
export const MAX_UNPACKED_BYTES = 32 * 1024 * 1024;

/** Magic number, frame header descriptor, and the descriptor of the window after it. */
const ZSTD_DESCRIPTOR_AT = 4;
const ZSTD_SINGLE_SEGMENT = 0x20;
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER_BYTES = 16;

let registered = false;

/** We only read: what we write is not compressed. */
const neverCompress = (): Promise<Buffer> => Promise.reject(new Error('the monitor does not write compressed batches'));

/**
 * kafkajs knows gzip only, and without a bound; a batch in a codec that it lacks stops its consumer for good (kafkajs#254, #1141): one foreign
 * producer would be enough. The others are pure JavaScript, as native modules would ask for a compiler on the user's machine.
 */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  handOverWholeBatches();
  const codec = (decompress: (packed: Buffer) => Buffer | Promise<Buffer>) => () => ({
    compress: neverCompress,
    decompress: async (packed: Buffer) => await decompress(packed),
  });
  CompressionCodecs[CompressionTypes.GZIP] = codec(unpackGzip);
  CompressionCodecs[CompressionTypes.Snappy] = codec(unpackSnappy);
  CompressionCodecs[CompressionTypes.LZ4] = codec(unpackLz4);
  CompressionCodecs[CompressionTypes.ZSTD] = codec(unpackZstd);
}

const unzip = promisify(gunzip);

/** @throws the library's error, or one that names the bound */
export async function unpackGzip(packed: Buffer): Promise<Buffer> {
  try {
    return await unzip(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw error;
  }
}

/** @throws the library's error, or one that names the bound */
export async function unpackSnappy(packed: Buffer): Promise<Buffer> {
  // Each block says its unpacked size in front; the library allocates what it says.
  let size = 0;
  for (const block of snappyBlocks(packed)) size += leadingVarint(block);
  if (size > MAX_UNPACKED_BYTES) throw tooLarge();
  return await SnappyCodec().decompress(packed);
}

/** @throws the library's error, or one that names the bound */
export function unpackLz4(packed: Buffer): Buffer {
  if (lz4.decompressBound(packed) > MAX_UNPACKED_BYTES) throw tooLarge();
  return Buffer.from(lz4.decompress(packed));
}

/** In a stream: the size that a frame says of itself is not to be believed. @throws the library's error, or one that names the bound */
export function unpackZstd(packed: Buffer): Buffer {
  if (zstdWindow(packed) > MAX_UNPACKED_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((chunk) => {
    size += chunk.length;
    if (size > MAX_UNPACKED_BYTES) throw tooLarge();
    chunks.push(chunk);
  });
  stream.push(packed, true);
  return Buffer.concat(chunks);
}

function tooLarge(): RangeError {
  return new RangeError(`it becomes more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MiB when unpacked`);
}

/** Java's producers frame snappy in blocks (xerial), others send one block. */
function* snappyBlocks(packed: Buffer): Generator<Buffer> {
  if (!packed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) {
    yield packed;
    return;
  }
  let at = XERIAL_HEADER_BYTES;
  while (at + 4 <= packed.length) {
    const end = at + 4 + packed.readUInt32BE(at);
    yield packed.subarray(at + 4, end);
    at = end;
  }
}

function leadingVarint(bytes: Buffer): number {
  let value = 0;
  for (let at = 0; at < Math.min(5, bytes.length); at += 1) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) break;
  }
  return value;
}

/** Bytes that the decoder would allocate for a frame's window; 0 where the window is the content itself, which is bounded as it comes. */
function zstdWindow(packed: Buffer): number {
  const descriptor = packed[ZSTD_DESCRIPTOR_AT] ?? 0;
  if ((descriptor & ZSTD_SINGLE_SEGMENT) !== 0) return zstdContentSize(packed, descriptor);
  const window = packed[ZSTD_DESCRIPTOR_AT + 1] ?? 0;
  const base = 2 ** (10 + (window >> 3));
  return base + (base / 8) * (window & 7);
}

function zstdContentSize(packed: Buffer, descriptor: number): number {
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6] as number;
  const at = ZSTD_DESCRIPTOR_AT + 1 + dictionaryBytes;
  if (packed.length < at + sizeBytes) return 0;
  if (sizeBytes === 8) return Number(packed.readBigUInt64LE(at));
  return packed.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}
