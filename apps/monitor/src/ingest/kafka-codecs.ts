import { decompress as decompressZstd } from 'fzstd';
import kafkajs from 'kafkajs';
import SnappyCodec from 'kafkajs-snappy';
import lz4 from 'lz4js';

const { CompressionCodecs, CompressionTypes } = kafkajs;

let registered = false;

/** We only read: what we write is not compressed. */
const neverCompress = (): Promise<Buffer> => Promise.reject(new Error('the monitor does not write compressed batches'));

/**
 * kafkajs knows gzip only, and a batch in a codec that it lacks stops its consumer for good (kafkajs#254, #1141): one foreign producer
 * would be enough. All three others are pure JavaScript, as native modules would ask for a compiler on the user's machine.
 */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  CompressionCodecs[CompressionTypes.Snappy] = SnappyCodec;
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: neverCompress,
    decompress: async (buffer: Buffer) => Buffer.from(lz4.decompress(buffer)),
  });
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: neverCompress,
    decompress: async (buffer: Buffer) => Buffer.from(decompressZstd(buffer)),
  });
}
