import { mkdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type FilePosition, filePosition } from './file-position.js';
import { PositionsByHead } from './positions-by-head.js';

const SAVE_AFTER_MS = 250;
const RETRY_MS = 5_000;
/** Positions of files that have been finished for so long are forgotten. */
const KEEP_MS = 30 * 24 * 60 * 60 * 1000;

const content = z.object({ version: z.literal(1), files: z.array(filePosition) });

/** The file of positions is there and cannot be read: it says which lines were sent, so nobody should guess. */
export class PositionsUnreadable extends Error {
  override readonly name = 'PositionsUnreadable';
}

/**
 * The positions of all files, on disk. The file is replaced as a whole, so a reader finds the old one or the new one. A
 * disk that is full is said once; sending goes on, and a restart sends a little more again, under the same numbers.
 */
export class PositionStore {
  readonly #files = new Map<string, FilePosition>();
  readonly #byHead = new PositionsByHead();
  readonly #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<boolean> | undefined;
  #changed = false;
  #trouble = false;

  /** @throws PositionsUnreadable; or the error of the system when the folder cannot be made */
  constructor(
    private readonly path: string,
    private readonly notice: (line: string) => void,
  ) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const oldest = Date.now() - KEEP_MS;
    const files = readPositions(path).filter(({ finishedAt, changed }) => finishedAt === undefined || changed > oldest);
    for (const file of files) this.#put(file);
  }

  all(): FilePosition[] {
    return [...this.#files.values()];
  }

  /** The positions of files that begin with these bytes, those that changed last first. */
  beginningWith(head: Uint8Array): FilePosition[] {
    return this.#byHead.of(head);
  }

  /** Whether a file was found at this path at any time. */
  hasPath(path: string): boolean {
    return this.#paths.has(path);
  }

  /** Notes a position; it is on disk a quarter of a second later. */
  set(position: FilePosition): void {
    this.#put(position);
    this.#changed = true;
    this.#timer ??= setTimeout(() => void this.save(), SAVE_AFTER_MS).unref();
  }

  /** Forgets a position, as if it had never been noted. */
  delete(instance: string): void {
    const known = this.#files.get(instance);
    if (known === undefined) return;
    this.#files.delete(instance);
    this.#byHead.delete(known);
    this.#changed = true;
  }

  #put(position: FilePosition): void {
    const known = this.#files.get(position.instance);
    if (known !== undefined) this.#byHead.delete(known);
    this.#files.set(position.instance, position);
    this.#byHead.add(position);
    this.#paths.add(position.path);
  }

  /** @returns whether all that was noted before the call is on disk */
  async save(): Promise<boolean> {
    while (this.#saving !== undefined) await this.#saving;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#changed) return true;
    this.#saving = this.#write();
    const saved = await this.#saving;
    this.#saving = undefined;
    if (!saved) this.#timer ??= setTimeout(() => void this.save(), RETRY_MS).unref();
    return saved;
  }

  async #write(): Promise<boolean> {
    this.#changed = false;
    try {
      const file = await open(`${this.path}.new`, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify({ version: 1, files: this.all() }));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(`${this.path}.new`, this.path);
      if (this.#trouble) this.notice(`positions can be written to ${this.path} again`);
      this.#trouble = false;
      return true;
    } catch (error) {
      this.#changed = true;
      if (!this.#trouble) this.notice(`positions cannot be written to ${this.path} (${(error as Error).message})`);
      this.#trouble = true;
      return false;
    }
  }
}

function readPositions(path: string): FilePosition[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new PositionsUnreadable(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return content.parse(JSON.parse(text)).files;
  } catch (error) {
    const advice = 'remove it to begin again; lines that were sent before are then sent a second time';
    throw new PositionsUnreadable(`${path} holds no positions of ours; ${advice}`, { cause: error });
  }
}
