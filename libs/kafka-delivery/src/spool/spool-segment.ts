import { closeSync, constants, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { HEAD_BYTES } from './spool-format.js';

const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** One append-only file and the number of its records that Kafka has not acknowledged. */
export class SpoolSegment {
  readonly #descriptor: number;
  size = 0;
  open = 0;

  /** @throws the system's error when the file cannot be made */
  constructor(
    readonly number: number,
    readonly path: string,
    private readonly head: Buffer,
  ) {
    this.#descriptor = openSync(path, FLAGS, 0o600);
    try {
      this.write(head, head.length);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /**
   * Appends bytes; after a failure the file ends where it ended before.
   *
   * @throws the system's error: disk full, file too large
   */
  write(bytes: Uint8Array, length: number): void {
    let written = 0;
    try {
      while (written < length) {
        // At a position, so that what a failed write left is overwritten by the next.
        written += writeSync(this.#descriptor, bytes, written, length - written, this.size + written);
      }
    } catch (error) {
      if (written > 0) ftruncateSync(this.#descriptor, this.size);
      throw error;
    }
    this.size += length;
  }

  /** False when somebody removed the file: what is written to it now would be lost with the process. */
  get exists(): boolean {
    return fstatSync(this.#descriptor).nlink > 0;
  }

  /** Forgets all records: Kafka has them. */
  reset(): void {
    ftruncateSync(this.#descriptor, HEAD_BYTES);
    this.size = this.head.length;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }
}
