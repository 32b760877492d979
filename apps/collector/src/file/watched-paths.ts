import { glob, isDynamicPattern } from 'tinyglobby';

/** The paths that a source's names and patterns stand for; what a pattern finds changes with time. */
export class WatchedPaths {
  readonly #plain: readonly string[];
  readonly #patterns: readonly string[];
  #all: readonly string[];

  constructor(files: readonly string[]) {
    this.#plain = files.filter((path) => !isDynamicPattern(path));
    this.#patterns = files.filter((path) => isDynamicPattern(path));
    this.#all = this.#plain;
  }

  get all(): readonly string[] {
    return this.#all;
  }

  /** Looks for what fits the patterns. @throws the error of the system */
  async expand(): Promise<void> {
    if (this.#patterns.length === 0) return;
    const found = await glob([...this.#patterns], { absolute: true, dot: true, expandDirectories: false });
    this.#all = [...new Set([...this.#plain, ...found.sort()])];
  }
}
