import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import type { FileLines } from '../delivery/file-lines.js';
import { HEAD_BYTES, fingerprintOf, matches } from '../position/fingerprint.js';
import type { OpenFile } from './open-file.js';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** `more`: there is more to read; `idle`: not now; `changed`: what stands before the position is not what was read. */
export type ReadResult = 'more' | 'idle' | 'changed';

/** A line that is longer than a chunk: its beginning is kept, its end is looked for. */
interface LongLine {
  readonly beginning: Buffer;
  scannedTo: number;
}

/**
 * Reads the lines of one open file as they come. Every read begins a little before the position and compares: that is
 * how a file that was cut to nothing and has grown again is noticed, whatever its length.
 */
export class FileTail {
  #seen = { size: -1, modified: -1 };
  #long: LongLine | undefined;
  /** When something came last, milliseconds since 1970. */
  activeAt = Date.now();

  constructor(
    readonly file: OpenFile,
    readonly lines: FileLines,
  ) {}

  /** Whether everything was read of the file as it is now. */
  isQuiet({ size, modified }: { size: number; modified: number }): boolean {
    return size === this.#seen.size && modified === this.#seen.modified && this.lines.isResting;
  }

  /** Whether there is more than there was when an earlier start came to the end. */
  async hasGrownOn(): Promise<boolean> {
    const { finishedAt } = this.lines.position;
    return finishedAt !== undefined && (await this.file.status()).size > finishedAt;
  }

  /** Reads a chunk. @throws the error of the system */
  async read(): Promise<ReadResult> {
    const { size, modified } = await this.file.status();
    const { finishedAt, offset: settled } = this.lines.position;
    if (finishedAt !== undefined && this.lines.offset >= finishedAt) {
      if (size <= finishedAt || settled < finishedAt) return 'idle';
      // Somebody writes to it after all.
      this.lines.note({ finishedAt: undefined });
    }
    this.lines.saw(size);
    if (size < Math.max(this.lines.offset, this.lines.position.head.bytes)) return 'changed';
    if (size === this.#seen.size && modified === this.#seen.modified) return 'idle';
    const end = Math.min(size, this.#nextStop(size));
    const result = this.#long === undefined ? await this.#readLines(end) : await this.#readLong(this.#long, end);
    if (result === 'idle' && end === size) this.#seen = { size, modified };
    if (result !== 'changed' && this.lines.position.head.bytes < HEAD_BYTES) await this.#noteHead();
    return result === 'idle' && end < size ? 'more' : result;
  }

  /**
   * Reads what there is.
   *
   * @param goesOn asked between two chunks; false ends the reading early
   */
  async readOn(goesOn: () => boolean): Promise<'idle' | 'changed' | 'stopped'> {
    while (goesOn()) {
      const result = await this.read();
      if (result !== 'more') return result;
      await this.lines.room(goesOn);
    }
    return 'stopped';
  }

  /**
   * Nothing more is expected: takes what stands after the last newline too. The length is noted on disk first, so that
   * after a kill the same bytes are the same line, even if somebody goes on writing.
   */
  async finish(save: () => Promise<unknown>): Promise<void> {
    const { lines } = this;
    const { finishedAt } = lines.position;
    const size = finishedAt ?? (await this.file.status()).size;
    if (finishedAt === undefined) {
      lines.note({ finishedAt: Math.max(size, lines.offset) });
      await save();
    }
    const rest = size - lines.offset;
    if (rest <= 0) return;
    const bytes = await this.file.bytesAt(lines.offset, Math.min(rest, MAX_RECORD_BYTES));
    if (bytes.length < rest) lines.takeLong(bytes, rest);
    else lines.takeRest(bytes);
  }

  /** A length noted at an earlier end is a border between lines, also when bytes were added after it. */
  #nextStop(size: number): number {
    const { finishedAt } = this.lines.position;
    return finishedAt !== undefined && finishedAt > this.lines.offset ? finishedAt : size;
  }

  async #readLines(end: number): Promise<ReadResult> {
    const { lines } = this;
    const { before, offset } = lines;
    const wanted = Math.min(CHUNK_BYTES, end - offset);
    const chunk = Buffer.allocUnsafe(before.length + wanted);
    const filled = await this.file.read(chunk, offset - before.length);
    if (filled < before.length || !chunk.subarray(0, before.length).equals(before)) return 'changed';
    // At the beginning there is nothing before the position: the file is known by its first bytes.
    if (before.length === 0 && !(await this.#hasItsHead())) return 'changed';
    const bytes = chunk.subarray(before.length, filled);
    const done = lines.take(bytes);
    if (done > 0) this.activeAt = Date.now();
    if (done === 0 && bytes.length === CHUNK_BYTES) {
      const beginning = Buffer.from(bytes.subarray(0, MAX_RECORD_BYTES + 1));
      this.#long = { beginning, scannedTo: offset + bytes.length };
      return 'more';
    }
    const isStop = end === lines.position.finishedAt && offset + bytes.length === end && done < bytes.length;
    if (isStop) lines.takeRest(Buffer.from(bytes.subarray(done)));
    return done > 0 && lines.offset < end ? 'more' : 'idle';
  }

  async #readLong(long: LongLine, end: number): Promise<ReadResult> {
    const bytes = await this.file.bytesAt(long.scannedTo, Math.min(CHUNK_BYTES, end - long.scannedTo));
    const newline = bytes.indexOf(NEWLINE);
    if (newline === -1) {
      long.scannedTo += bytes.length;
      return bytes.length === CHUNK_BYTES ? 'more' : 'idle';
    }
    this.lines.takeLong(long.beginning, long.scannedTo + newline + 1 - this.lines.offset);
    this.#long = undefined;
    return 'more';
  }

  async #noteHead(): Promise<void> {
    // No further than lines were taken: what comes after them may belong to another file by the next read.
    const bytes = await this.file.bytesAt(0, Math.min(HEAD_BYTES, this.lines.offset));
    const { head } = this.lines.position;
    // The file may have been cut since it was read.
    if (bytes.length <= head.bytes || !matches(head, bytes.subarray(0, head.bytes))) return;
    this.lines.note({ head: fingerprintOf(bytes) });
  }

  async #hasItsHead(): Promise<boolean> {
    const { head } = this.lines.position;
    return matches(head, await this.file.bytesAt(0, head.bytes));
  }
}
