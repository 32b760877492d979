import { type FSWatcher, watch } from 'node:fs';

interface Rest {
  readonly watcher: FSWatcher;
  /** Whether nothing had changed at the first look after the watch began: from then on a change wakes it. */
  isSure: boolean;
}

/**
 * Followed files in which nothing happens. The system says when one of them changes, so that they need not be looked at
 * all the time. Network folders say nothing, so they are still looked at now and then.
 */
export class RestingFiles {
  readonly #resting = new Map<string, Rest>();

  /** @param onChange called with the path of a file that rests no longer */
  constructor(private readonly onChange: (path: string) => void) {}

  has(path: string): boolean {
    return this.#resting.get(path)?.isSure === true;
  }

  /** A look has found nothing new in a file of which nothing is on its way. */
  add(path: string): void {
    const known = this.#resting.get(path);
    if (known !== undefined) {
      known.isSure = true;
      return;
    }
    try {
      const watcher = watch(path, { persistent: false }, () => this.#wake(path));
      watcher.on('error', () => this.delete(path));
      this.#resting.set(path, { watcher, isSure: false });
    } catch {
      // Gone just now, or the system allows no more watches: it is looked at as often as before.
    }
  }

  delete(path: string): void {
    this.#resting.get(path)?.watcher.close();
    this.#resting.delete(path);
  }

  clear(): void {
    for (const path of [...this.#resting.keys()]) this.delete(path);
  }

  #wake(path: string): void {
    if (!this.#resting.has(path)) return;
    this.delete(path);
    this.onChange(path);
  }
}
