import { stat } from 'node:fs/promises';
import { InputFile } from './input-file.js';
import type { LineWorkers } from './line-workers.js';
import type { ReadFile } from './read-files.js';

/** A rotated file is read so many milliseconds longer: its writer may not have noticed yet. */
const DRAIN_MS = 5_000;

/** Reads what comes to a file, also when another one takes its path or when it is cut. */
export class FollowedFile {
  readonly #path: string;
  #current: ReadFile;
  #rotated: { readonly read: ReadFile; readonly until: number } | undefined;

  constructor(
    read: ReadFile,
    /** Of the file, as the workers know it. */
    private readonly number: number,
    private readonly workers: LineWorkers,
  ) {
    this.#path = read.file.path;
    this.#current = read;
  }

  /** Reads what has come. @throws the error of the system */
  async look(): Promise<void> {
    if (this.#rotated !== undefined) await this.#readRotated(this.#rotated.read, this.#rotated.until);
    const identity = await identityAt(this.#path);
    const isSame = identity === undefined || identity === this.#current.file.identity;
    this.#current = await this.#readOn(this.#current, false);
    if (isSame) return;
    await this.#endRotated();
    this.#rotated = { read: this.#current, until: Date.now() + DRAIN_MS };
    this.#current = await this.#readOn({ file: await InputFile.open(this.#path), offset: 0 }, false);
  }

  async close(): Promise<void> {
    await this.#endRotated();
    await this.#current.file.close();
  }

  async #readRotated(read: ReadFile, until: number): Promise<void> {
    this.#rotated = { read: await this.#readOn(read, false), until };
    if (Date.now() >= until) await this.#endRotated();
  }

  async #endRotated(): Promise<void> {
    if (this.#rotated === undefined) return;
    const { file } = await this.#readOn(this.#rotated.read, true);
    this.#rotated = undefined;
    // Nothing may be reading it when it is closed.
    await this.workers.idle();
    await file.close();
  }

  async #readOn({ file, offset }: ReadFile, takesRest: boolean): Promise<ReadFile> {
    const size = await file.size();
    // Cut: what stands there now is new.
    const from = size < offset ? 0 : offset;
    const end = takesRest ? size : await file.lastLineEnd(from, size);
    if (end > from) {
      const { head, handle } = file;
      await this.workers.giveInOrder({ kind: 'range', file: this.number, descriptor: handle.fd, head, from, to: end });
    }
    return { file, offset: end };
  }
}

/** @returns undefined while nothing is there: between the two steps of a rotation */
async function identityAt(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
