import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputFile } from './input-file.js';
import type { LineWorkers } from './line-workers.js';

const RANGE_BYTES = 8 * 1024 * 1024;
/** Smaller files are read by one thread in their order; several files are at once anyway. */
const SMALL_BYTES = 4 * RANGE_BYTES;
const BLOCK_BYTES = 1024 * 1024;
/** A line that is longer is cut; its beginning is unparsed as too long. */
const MOST_LINE_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;
const HASH = 0x23;
const HEAD_BYTES = 64 * 1024;

/** How far a file was read. */
export interface ReadFile {
  readonly file: InputFile;
  readonly offset: number;
}

/** Standard input as a name of a file. */
export const STDIN = '-';

/**
 * Reads a file to its end.
 *
 * @param number of the file
 * @param keepsRest whether what follows the last newline waits for its end
 * @returns where to go on; undefined for what does not grow
 * @throws the error of the system, of gzip, or of a worker
 */
export async function readFile(
  path: string,
  number: number,
  workers: LineWorkers,
  keepsRest: boolean,
): Promise<ReadFile | undefined> {
  if (path === STDIN) {
    await readStream(process.stdin, number, workers);
    return undefined;
  }
  const file = await InputFile.open(path);
  if (file.isCompressed || !(await isRegular(file))) {
    const stream = createReadStream(path);
    try {
      await readStream(file.isCompressed ? gunzipped(stream) : stream, number, workers);
    } finally {
      await file.close();
    }
    return undefined;
  }
  const size = await file.size();
  const end = keepsRest ? await file.lastLineEnd(0, size) : size;
  await readRanges(file, number, workers, end);
  return { file, offset: end };
}

async function isRegular({ handle }: InputFile): Promise<boolean> {
  return (await handle.stat()).isFile();
}

async function readRanges(file: InputFile, number: number, workers: LineWorkers, end: number): Promise<void> {
  const { head } = file;
  const descriptor = file.handle.fd;
  // Lines that begin with # say what the ones after them have.
  if (end <= SMALL_BYTES || head[0] === HASH) {
    await workers.giveInOrder({ kind: 'range', file: number, descriptor, head, from: 0, to: end });
    return;
  }
  for (let from = 0; from < end;) {
    const to = Math.min(end, await file.lineBegin(from + RANGE_BYTES, end));
    await workers.give({ kind: 'range', file: number, descriptor, head, from, to });
    from = to;
  }
}

function gunzipped(stream: NodeJS.ReadableStream): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // An error of either ends the other and is thrown to who reads.
  pipeline(stream, gunzip, () => undefined);
  return gunzip as AsyncIterable<Buffer>;
}

/** Cuts a stream into blocks of whole lines. */
async function readStream(stream: AsyncIterable<Buffer | string>, file: number, workers: LineWorkers): Promise<void> {
  let pieces: Buffer[] = [];
  let length = 0;
  let head = new Uint8Array();
  let isOrdered: boolean | undefined;
  const give = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    if (isOrdered === undefined) {
      isOrdered = bytes[0] === HASH;
      const block = Buffer.from(bytes.buffer, 0, Math.min(bytes.length, HEAD_BYTES));
      head = new Uint8Array(block.subarray(0, block.lastIndexOf(NEWLINE) + 1));
      // The worker of the first block learns from the block itself.
      await workers.giveInOrder({ kind: 'block', file, head: new Uint8Array(), bytes });
      return;
    }
    const task = { kind: 'block', file, head, bytes } as const;
    await (isOrdered ? workers.giveInOrder(task) : workers.give(task));
  };
  for await (const chunk of stream) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const newline = piece.lastIndexOf(NEWLINE);
    if (length + piece.length < BLOCK_BYTES || (newline === -1 && length < MOST_LINE_BYTES)) {
      pieces.push(piece);
      length += piece.length;
      continue;
    }
    const end = newline === -1 ? piece.length : newline + 1;
    await give(copied([...pieces, piece.subarray(0, end)]));
    pieces = end < piece.length ? [piece.subarray(end)] : [];
    length = piece.length - end;
  }
  if (length > 0) await give(copied(pieces));
}

/** In memory of its own, which can be given to another thread. */
function copied(pieces: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
