import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { GeneratorError } from '../failure/generator-error.js';
import { lineBytes } from '../format/line-bytes.js';
import type { Sink } from './sink.js';

export interface FileSettings {
  readonly file: string;
  /** Bytes from which on the file is rotated; 0 for never. */
  readonly rotateBytes: number;
  /** How many rotated files stay: `file.1` is the newest. */
  readonly keep: number;
}

/** Appends to a file, and rotates it by renaming as logrotate does. */
export class FileSink implements Sink {
  readonly name: string;
  readonly #settings: FileSettings;
  #handle: FileHandle | undefined;
  #size = 0;

  constructor(settings: FileSettings) {
    this.#settings = settings;
    this.name = settings.file;
  }

  async open(): Promise<void> {
    await this.#guarded(async () => {
      this.#handle = await open(this.name, 'a');
      this.#size = (await this.#handle.stat()).size;
    });
  }

  async write(lines: readonly string[]): Promise<void> {
    const { rotateBytes } = this.#settings;
    const bytes = lineBytes(`${lines.join('\n')}\n`);
    if (rotateBytes === 0 || this.#size + bytes.length < rotateBytes) {
      await this.#append(bytes);
      return;
    }
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    for (const line of lines) {
      const encoded = lineBytes(`${line}\n`);
      pending.push(encoded);
      pendingBytes += encoded.length;
      if (this.#size + pendingBytes < rotateBytes) continue;
      await this.#append(Buffer.concat(pending));
      await this.#guarded(() => this.#rotate());
      pending = [];
      pendingBytes = 0;
    }
    if (pending.length > 0) await this.#append(Buffer.concat(pending));
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.#guarded(async () => {
      await this.#handle?.appendFile(bytes);
      this.#size += bytes.length;
    });
  }

  async #rotate(): Promise<void> {
    const { file, keep } = this.#settings;
    await this.close();
    if (keep === 0) await rm(file, { force: true });
    for (let number = keep; number >= 1; number -= 1) {
      const from = number === 1 ? file : `${file}.${number - 1}`;
      await rename(from, `${file}.${number}`).catch((error: NodeJS.ErrnoException) => {
        // There are not so many yet.
        if (error.code !== 'ENOENT') throw error;
      });
    }
    this.#handle = await open(file, 'a');
    this.#size = 0;
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw new GeneratorError(`${this.name} cannot be written: ${(cause as Error).message}.`, { cause });
    }
  }
}
