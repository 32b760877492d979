import { type FileHandle, open } from 'node:fs/promises';

const NEWLINE = 0x0a;
/** Enough for a format to be found from. */
const HEAD_BYTES = 64 * 1024;
const LOOK_BYTES = 64 * 1024;

/** A file that lines are read of. */
export class InputFile {
  private constructor(
    readonly path: string,
    /** Changes when another file is at the path. */
    readonly identity: string,
    readonly handle: FileHandle,
    /** Whole first lines. */
    readonly head: Uint8Array,
    /** Whether it is compressed by gzip, whatever its name says. */
    readonly isCompressed: boolean,
  ) {}

  /** @throws the error of the system */
  static async open(path: string): Promise<InputFile> {
    const handle = await open(path);
    try {
      const status = await handle.stat({ bigint: true });
      if (status.isDirectory()) throw new Error(`${path} is a folder`);
      const buffer = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = status.isFile() ? await handle.read(buffer, 0, buffer.length, 0) : { bytesRead: 0 };
      const head = buffer.subarray(0, bytesRead);
      const isCompressed = head[0] === 0x1f && head[1] === 0x8b;
      return new InputFile(path, `${status.dev}:${status.ino}`, handle, wholeLines(head), isCompressed);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async size(): Promise<number> {
    return (await this.handle.stat()).size;
  }

  /** Begin of the first line at `from` or later; the end of the file when there is none. */
  async lineBegin(from: number, size: number): Promise<number> {
    const piece = Buffer.allocUnsafe(LOOK_BYTES);
    // The line begins at `from` only if a newline is before it.
    for (let at = from - 1; at < size;) {
      const { bytesRead } = await this.handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) return size;
      const newline = piece.subarray(0, bytesRead).indexOf(NEWLINE);
      if (newline !== -1) return at + newline + 1;
      at += bytesRead;
    }
    return size;
  }

  /** The place after the last newline before `size`. */
  async lastLineEnd(from: number, size: number): Promise<number> {
    const piece = Buffer.allocUnsafe(LOOK_BYTES);
    for (let to = size; to > from;) {
      const begin = Math.max(from, to - piece.length);
      const { bytesRead } = await this.handle.read(piece, 0, to - begin, begin);
      const newline = piece.subarray(0, bytesRead).lastIndexOf(NEWLINE);
      if (newline !== -1) return begin + newline + 1;
      to = begin;
    }
    return from;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

function wholeLines(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1));
}
