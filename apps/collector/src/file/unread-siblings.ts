import { type FilePosition, isComplete } from '../position/file-position.js';
import { type PositionStore } from '../position/position-store.js';
import { findKnown, mayBecomeCopy } from './known-files.js';
import { type LiveFiles } from './live-files.js';
import { type OpenFile } from './open-file.js';
import { openIfPossible, siblingsOf } from './siblings.js';

/** A file that has not changed for so long is no copy in the making. */
const SETTLED_MS = 1_000;
/** What is still neither whole nor known after this time is read as it is. */
const GIVE_UP_MS = 30_000;

type Verdict = 'known' | 'unread' | 'unsure';

/**
 * Finds the files that came and were rotated while nobody looked, so that no position speaks of them. They are younger
 * than the oldest sibling that is known: what lies before it was there before the collector was.
 */
export class UnreadSiblings {
  /** Paths whose siblings have to be looked at. */
  readonly #due = new Set<string>();
  /** When a file was first seen as it is, by device, inode, size and time. */
  readonly #seen = new Map<string, number>();
  #looking: Promise<void> | undefined;

  constructor(
    private readonly positions: PositionStore,
    private readonly live: LiveFiles,
    /** Reads a rotated file that was at the path `original`. */
    private readonly adopt: (path: string, original: string) => Promise<void>,
  ) {}

  /** Something was rotated at this path, or may have been while nobody looked. */
  expect(path: string): void {
    this.#due.add(path);
  }

  get isDone(): boolean {
    return this.#due.size === 0 && this.#looking === undefined;
  }

  /** Looks at the siblings of all paths that are due; one look at a time. @throws the error of the system */
  look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    for (const path of [...this.#due]) {
      this.#due.delete(path);
      let isSure = false;
      try {
        isSure = await this.#lookAt(path);
      } finally {
        if (!isSure) this.#due.add(path);
      }
    }
    if (this.#due.size === 0) this.#seen.clear();
  }

  /** @returns whether it is known of each sibling what it is */
  async #lookAt(path: string): Promise<boolean> {
    const ours = this.positions.all().filter((position) => position.path === path);
    if (ours.length === 0) return true;
    const judged = await this.#judgeAll(path);
    const oldest = judged.findIndex(({ verdict }) => verdict === 'known');
    const lastChange = Math.max(...ours.map(({ changed }) => changed));
    const younger = judged.filter(({ modified }, index) => (oldest === -1 ? modified > lastChange : index > oldest));
    for (const file of younger) {
      // What is older goes first: a file waits for the one before it.
      if (file.verdict === 'unsure') return false;
      if (file.verdict === 'unread') await this.adopt(file.path, path);
    }
    return true;
  }

  async #judgeAll(path: string): Promise<{ path: string; verdict: Verdict; modified: number }[]> {
    const judged = [];
    for (const sibling of await siblingsOf(path)) {
      const file = await openIfPossible(sibling);
      if (file === undefined) continue;
      try {
        const { modified } = await file.status();
        judged.push({ path: sibling, verdict: await this.#judge(file), modified });
      } finally {
        await file.close();
      }
    }
    return judged;
  }

  async #judge(file: OpenFile): Promise<Verdict> {
    const { device, inode, size, modified } = await file.status();
    if (size === 0) return 'known';
    const all = this.positions.all();
    const known = await findKnown(all, file);
    if (known !== undefined) return this.#hasGrown(known, file, size) ? 'unread' : 'known';
    const key = [device, inode, size, modified].join(' ');
    const since = this.#seen.get(key) ?? Date.now();
    this.#seen.set(key, since);
    const age = Date.now() - since;
    if (age < SETTLED_MS) return 'unsure';
    if (age > GIVE_UP_MS) return 'unread';
    const isWhole = !(await mayBecomeCopy(all, file)) && (!file.isCompressed || (await isWholeArchive(file)));
    return isWhole ? 'unread' : 'unsure';
  }

  /** Lines were added to a file that counted as finished. What is not finished is sought by its position. */
  #hasGrown(known: FilePosition, file: OpenFile, size: number): boolean {
    return isComplete(known) && !file.isCompressed && size > known.offset && !this.live.has(known.instance);
  }
}

async function isWholeArchive(file: OpenFile): Promise<boolean> {
  try {
    // The checksum stands at the end of the last byte that is read.
    for await (const piece of file.content(0)) void piece;
    return true;
  } catch {
    return false;
  }
}
