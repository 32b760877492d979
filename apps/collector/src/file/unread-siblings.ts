import { isComplete } from '../position/file-position.js';
import { type PositionStore } from '../position/position-store.js';
import { type Troubles } from '../notice/troubles.js';
import { type LiveFiles } from './live-files.js';
import { type Newcomers, glimpseOf } from './newcomers.js';
import { type OpenFile } from './open-file.js';
import { openIfPossible, siblingsOf } from './siblings.js';

type Judgement = 'known' | 'unread' | 'unsure';

interface UnreadContext {
  readonly positions: PositionStore;
  readonly live: LiveFiles;
  readonly newcomers: Newcomers;
  readonly troubles: Troubles;
  /** Reads a rotated file that was at the path `original`. */
  readonly adopt: (path: string, original: string) => Promise<void>;
}

/**
 * Finds the files that came and were rotated while nobody looked, so that no position speaks of them. They are younger
 * than the oldest sibling that is known: what lies before it was there before the collector was.
 */
export class UnreadSiblings {
  /** Paths whose siblings have to be looked at. */
  readonly #due = new Set<string>();
  #looking: Promise<void> | undefined;

  constructor(private readonly context: UnreadContext) {}

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
  }

  /** @returns whether it is known of each sibling what it is */
  async #lookAt(path: string): Promise<boolean> {
    const ours = this.context.positions.all().filter((position) => position.path === path);
    if (ours.length === 0) return true;
    const judged = await this.#judgeAll(path);
    const oldest = judged.findIndex(({ judgement }) => judgement === 'known');
    const lastChange = Math.max(...ours.map(({ changed }) => changed));
    const younger = judged.filter(({ modified }, index) => (oldest === -1 ? modified > lastChange : index > oldest));
    for (const file of younger) {
      // What is older goes first: a file waits for the one before it.
      if (file.judgement === 'unsure') return false;
      if (file.judgement === 'unread') await this.context.adopt(file.path, path);
    }
    return true;
  }

  async #judgeAll(path: string): Promise<{ path: string; judgement: Judgement; modified: number }[]> {
    const judged = [];
    const { troubles } = this.context;
    for (const sibling of await siblingsOf(path, troubles)) {
      const file = await openIfPossible(sibling, troubles);
      if (file === undefined) continue;
      try {
        const { modified } = await file.status();
        judged.push({ path: sibling, judgement: await this.#judge(file), modified });
      } finally {
        await file.close();
      }
    }
    return judged;
  }

  async #judge(file: OpenFile): Promise<Judgement> {
    const glimpse = await glimpseOf(file);
    if (glimpse.size === 0) return 'known';
    const verdict = await this.context.newcomers.judge(file, glimpse);
    if (verdict.kind === 'unsure') return 'unsure';
    if (verdict.kind === 'new') return 'unread';
    if (verdict.kind === 'copy') return 'known';
    const { position } = verdict;
    // Lines were added to a file that counted as finished, or it was sought in vain and is back. What is not finished is sought by its position.
    const hasGrown = isComplete(position) && !file.isCompressed && glimpse.size > position.offset;
    return (hasGrown || position.missing === true) && !this.context.live.has(position.instance) ? 'unread' : 'known';
  }
}
