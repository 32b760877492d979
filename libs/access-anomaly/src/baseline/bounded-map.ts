interface Entry<T> {
  readonly value: T;
  /** Window in which it was used last. */
  used: number;
}

/**
 * Baselines by name, bounded: those that were used longest ago go first. Names come with requests, from anybody. What goes is decided after a window, by time
 * and name, so that the order in which names came does not matter.
 */
export class BoundedMap<T> {
  readonly #entries = new Map<string, Entry<T>>();

  constructor(
    readonly most: number,
    readonly make: () => T,
  ) {}

  /** The entry of a name; it is made when there is none. @param window number of the window */
  of(name: string, window: number): T {
    let entry = this.#entries.get(name);
    if (entry === undefined) this.#entries.set(name, (entry = { value: this.make(), used: window }));
    entry.used = window;
    return entry.value;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** To be called after each window: leaves nine tenths of the most when there are more. */
  prune(): void {
    if (this.#entries.size <= this.most) return;
    const ranked = [...this.#entries].sort(([a, one], [b, other]) => one.used - other.used || (a < b ? -1 : 1));
    for (const [name] of ranked.slice(0, ranked.length - Math.floor(0.9 * this.most))) this.#entries.delete(name);
  }

  state(): [string, number, T][] {
    return [...this.#entries].map(([name, { value, used }]) => [name, used, value]);
  }

  restore(rows: readonly [string, number, T][]): void {
    this.#entries.clear();
    for (const [name, used, value] of rows) this.#entries.set(name, { value, used });
  }
}
