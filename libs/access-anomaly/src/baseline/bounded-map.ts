/** Baselines by name, bounded: those that were used longest ago go first. Names come with requests, from anybody. */
export class BoundedMap<T> {
  #entries = new Map<string, T>();

  constructor(
    readonly most: number,
    readonly make: () => T,
  ) {}

  /** The entry of a name; it is made when there is none. */
  of(name: string): T {
    const known = this.#entries.get(name);
    const entry = known ?? this.make();
    if (known !== undefined) this.#entries.delete(name);
    this.#entries.set(name, entry);
    if (this.#entries.size > this.most) this.#entries.delete(this.#entries.keys().next().value as string);
    return entry;
  }

  entries(): Iterable<[string, T]> {
    return this.#entries;
  }

  state(): [string, T][] {
    return [...this.#entries];
  }

  restore(entries: readonly [string, T][]): void {
    this.#entries = new Map(entries);
  }
}
