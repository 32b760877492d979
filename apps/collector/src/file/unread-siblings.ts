import { isComplete } from '../position/file-position.js';
import type { Troubles } from '../notice/troubles.js';
import type { LiveFiles } from './live-files.js';
import { type Newcomers, glimpseOf } from './newcomers.js';
import type { OpenFile } from './open-file.js';
import { openIfPossible, siblingsOf } from './siblings.js';

type Judgement = 'known' | 'unread' | 'unsure';

interface UnreadContext {
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
  /** Paths whose siblings have to be looked at, with the moment up to which the collector knew them. */
  readonly #due = new Map<string, number>();
  #looking: Promise<void> | undefined;

  constructor(private readonly context: UnreadContext) {}

  /**
   * Something was rotated at this path, or may have been while nobody looked.
   *
   * @param since when something was last noted of the files that were at this path before, milliseconds since 1970
   */
  expect(path: string, since: number): void {
    this.#due.set(path, Math.min(since, this.#due.get(path) ?? since));
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
    for (const [path, since] of [...this.#due]) {
      this.#due.delete(path);
      let isSure = false;
      try {
        isSure = await this.#lookAt(path, since);
      } finally {
        if (!isSure) this.expect(path, since);
      }
    }
  }

  /** @returns whether it is known of each sibling what it is */
  async #lookAt(path: string, since: number): Promise<boolean> {
    const judged = await this.#judgeAll(path);
    const oldest = judged.findIndex(({ judgement }) => judgement === 'known');
    const younger = judged.filter(({ modified }, index) => (oldest === -1 ? modified > since : index > oldest));
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
