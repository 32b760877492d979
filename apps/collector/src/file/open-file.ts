import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What tells one file from another as long as it is there; a number may be given to another file later. */
export interface FileIdentity {
  readonly device: string;
  readonly inode: string;
}

export interface FileStatus extends FileIdentity {
  /** Bytes on disk. */
  readonly size: number;
  /** Last change of the content, milliseconds since 1970. */
  readonly modified: number;
  /** Names that it has; 0 when it was removed. */
  readonly links: number;
}

const PIECE_BYTES = 256 * 1024;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** A file that is open for reading. Offsets are those of the content, also where it is compressed. */
export class OpenFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    readonly identity: FileIdentity,
    /** Compressed by gzip, whatever its name says. */
    readonly isCompressed: boolean,
  ) {}

  /** @throws the error of the system; also for what is no regular file */
  static async open(path: string): Promise<OpenFile> {
    // Without waiting: a named pipe would be open only when somebody writes to it.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { dev, ino, isFile } = await bigStat(handle);
      if (!isFile) throw new Error('it is no regular file');
      const magic = Buffer.alloc(GZIP.length);
      await handle.read(magic, 0, magic.length, 0);
      return new OpenFile(path, handle, { device: String(dev), inode: String(ino) }, magic.equals(GZIP));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async status(): Promise<FileStatus> {
    const { size, modified, links } = await bigStat(this.handle);
    return { ...this.identity, size, modified, links };
  }

  /** Reads into `target`, as many bytes as there are at that place. @returns how many */
  async read(target: Buffer, offset: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const { bytesRead } = await this.handle.read(target, filled, target.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  /** The bytes at a place of the content; fewer when it ends before. */
  async bytesAt(offset: number, count: number): Promise<Buffer> {
    if (!this.isCompressed) {
      const target = Buffer.alloc(count);
      return target.subarray(0, await this.read(target, offset));
    }
    const parts: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.content(offset)) {
      parts.push(chunk);
      length += chunk.length;
      if (length >= count) break;
    }
    return Buffer.concat(parts).subarray(0, count);
  }

  /** The content of a compressed file from a place on. Throws when the file is damaged or not complete. */
  async *content(offset: number): AsyncGenerator<Buffer> {
    // Of the open file, not of the path: a rotation may have given the path to another file by now.
    const stream = Readable.from(this.#pieces());
    const gunzip = createGunzip({ chunkSize: 256 * 1024 });
    stream.on('error', (error) => gunzip.destroy(error));
    stream.pipe(gunzip);
    let skip = offset;
    try {
      for await (const chunk of gunzip as AsyncIterable<Buffer>) {
        if (skip >= chunk.length) skip -= chunk.length;
        else {
          yield skip > 0 ? chunk.subarray(skip) : chunk;
          skip = 0;
        }
      }
    } finally {
      stream.destroy();
      gunzip.destroy();
    }
  }

  async *#pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; ;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const length = await this.read(piece, at);
      if (length === 0) return;
      yield piece.subarray(0, length);
      at += length;
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

async function bigStat(
  handle: FileHandle,
): Promise<{ dev: bigint; ino: bigint; size: number; modified: number; links: number; isFile: boolean }> {
  const stat = await handle.stat({ bigint: true });
  return {
    dev: stat.dev,
    ino: stat.ino,
    size: Number(stat.size),
    modified: Number(stat.mtimeMs),
    links: Number(stat.nlink),
    isFile: stat.isFile(),
  };
}
