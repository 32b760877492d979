import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FileLines } from '../delivery/file-lines.js';
import type { LineCounts } from '../line/line-counts.js';
import { type FilePosition, isComplete } from '../position/file-position.js';
import type { PositionStore } from '../position/position-store.js';
import type { Troubles } from '../notice/troubles.js';
import { readCompressed } from './compressed-file.js';
import { FileTail } from './file-tail.js';
import { likenessOf } from './known-files.js';
import type { LiveFiles } from './live-files.js';
import type { OpenFile } from './open-file.js';
import { openIfPossible, relativesOf } from './siblings.js';

const LOOK_MS = 250;
const AGAIN_MS = 1_000;
/** A copy is there before the original is cut, but it may be under compression when we look. */
const GIVE_UP_MS = 30_000;
/** A copy that has not changed for so long gets no more lines. */
const SETTLED_MS = 5_000;

/** What the rest of a file is read with. */
interface RestContext {
  readonly live: LiveFiles;
  readonly positions: PositionStore;
  readonly counts: LineCounts;
  readonly troubles: Troubles;
  /** Makes the reader of a file whose lines go on. */
  readonly linesOf: (file: OpenFile, known: FilePosition) => Promise<FileLines>;
}

/**
 * Finds the rest of a file that is not at its path any more, because it was renamed or copied while nobody looked, or
 * cut after it was copied; compressed or not. It is known by its content.
 */
export class RotatedRest {
  readonly #seeking = new Map<string, Promise<void>>();
  /** Where files that are sought have been seen. */
  readonly #seen = new Map<string, string>();
  #stopped = false;

  constructor(private readonly context: RestContext) {}

  #latest(position: FilePosition): FilePosition {
    return this.context.positions.all().find(({ instance }) => instance === position.instance) ?? position;
  }

  isSeeking(instance: string): boolean {
    return this.#seeking.has(instance);
  }

  /** A file that is sought, or a copy of it, was seen at a path. */
  seenAt(instance: string, path: string): void {
    this.#seen.set(instance, path);
  }

  /** @param lines what has read the file so far; undefined after a start */
  seek(position: FilePosition, lines?: FileLines): void {
    const { instance, path } = position;
    if (this.#seeking.has(instance) || this.#stopped) return;
    const work = this.#find(position, lines)
      .catch((error: unknown) => {
        this.context.troubles.wrong(`the rest of ${path}`, error);
        // A compressed file that is not complete yet, most likely.
        setTimeout(() => this.seek(this.#latest(position)), AGAIN_MS).unref();
      })
      .finally(() => {
        this.#seeking.delete(instance);
        this.#seen.delete(instance);
      });
    this.#seeking.set(instance, work);
  }

  /** Reads a compressed file to its end, and closes it. */
  read(file: OpenFile, position: FilePosition): void {
    const { instance, path } = position;
    const work = this.context
      .linesOf(file, position)
      .then((lines) => this.#readRest(file, lines))
      .catch((error: unknown) => this.context.troubles.wrong(path, error))
      .finally(() => {
        this.#seeking.delete(instance);
        this.context.live.delete(instance);
        return file.close();
      });
    this.#seeking.set(instance, work);
  }

  /** Resolves when nothing is sought or read any more. */
  async idle(): Promise<void> {
    while (this.#seeking.size > 0) await Promise.all(this.#seeking.values());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.idle();
  }

  async #find(position: FilePosition, known: FileLines | undefined): Promise<void> {
    const { live, linesOf } = this.context;
    const found = await this.#search(position);
    const file = found === 'read' ? undefined : found;
    live.add(position.instance);
    try {
      const lines = known ?? (file && (await linesOf(file, position)));
      if (file !== undefined && lines !== undefined) return await this.#readRest(file, lines);
      if (this.#stopped) return void (await lines?.close(1_000, false));
      await lines?.settled(() => !this.#stopped);
      const missing = found === undefined;
      if (missing) this.#tellMissing(lines?.position ?? position);
      await this.#end(position, lines, missing);
    } finally {
      await file?.close();
      live.delete(position.instance);
    }
  }

  async #readRest(file: OpenFile, lines: FileLines): Promise<void> {
    const goesOn = (): boolean => !this.#stopped;
    let isChanged = false;
    try {
      if (file.isCompressed) {
        if (await readCompressed(file, lines, goesOn)) lines.note({ finishedAt: lines.offset });
      } else {
        const tail = new FileTail(file, lines);
        const result = await tail.readOn(goesOn);
        if (result === 'idle') await tail.finish(() => this.context.positions.save());
        isChanged = result === 'changed';
      }
    } finally {
      await lines.settled(goesOn);
      await lines.close(1_000, isComplete(lines.position));
    }
    if (isChanged) throw new Error('it was cut while it was read; it is sought again');
  }

  /** The lines that were read before go their way; what came after them is nowhere to be found. */
  #tellMissing({ path, offset, seen = 0 }: FilePosition): void {
    const { troubles, counts } = this.context;
    const bytes = Math.max(0, seen - offset);
    counts.missingBytes += bytes;
    const missing =
      bytes > 0
        ? `at least ${bytes} bytes after byte ${offset} are missing`
        : `lines after byte ${offset}, if there were any, are missing`;
    const others = 'Files that came after it may have been removed as well';
    troubles.wrong(
      `the rest of ${path}`,
      `not found, neither under another name nor compressed; ${missing}. ${others}.`,
    );
  }

  async #end(position: FilePosition, lines: FileLines | undefined, missing: boolean): Promise<void> {
    const { offset } = lines?.position ?? position;
    const end = { finishedAt: offset, ...(missing && { missing }) };
    if (lines === undefined) this.context.positions.set({ ...position, ...end, changed: Date.now() });
    else lines.note(end);
    await lines?.close(1_000, true);
  }

  /** @returns the file that has the rest; `read` when there was none; undefined when it is not to be found */
  async #search(position: FilePosition): Promise<OpenFile | 'read' | undefined> {
    const deadline = Date.now() + GIVE_UP_MS;
    while (!this.#stopped) {
      try {
        const found = await this.#lookOnce(position);
        if (found !== undefined) return found;
        if (Date.now() > deadline) return undefined;
      } catch (error) {
        // The folder cannot be read now: that says nothing about the file.
        this.context.troubles.wrong(dirname(position.path), error);
      }
      await delay(LOOK_MS);
    }
    return undefined;
  }

  async #lookOnce(position: FilePosition): Promise<OpenFile | 'read' | undefined> {
    const { troubles } = this.context;
    let isRead = false;
    const seen = this.#seen.get(position.instance);
    for (const path of [...(seen === undefined ? [] : [seen]), ...(await relativesOf(position.path, troubles))]) {
      const file = await openIfPossible(path, troubles);
      if (file === undefined) continue;
      const likeness = await likenessOf(file, position);
      if (likeness === 'same') return file;
      // The last lines came between the end of the copy and the cut, and were read in time: nothing is left to read.
      if (likeness === 'shorter' && Date.now() - (await file.status()).modified > SETTLED_MS) isRead = true;
      await file.close();
    }
    return isRead ? 'read' : undefined;
  }
}
