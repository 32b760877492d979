/** The instances of files that are read just now, by any source: no file is read twice at once. */
export class LiveFiles {
  readonly #instances = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  has(instance: string): boolean {
    return this.#instances.has(instance);
  }

  add(instance: string): void {
    this.#instances.add(instance);
  }

  delete(instance: string): void {
    this.#instances.delete(instance);
  }

  /** Runs one piece of work after the other: two names of a new file must not both take it for theirs. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#turn;
    const mine = before.then(work);
    this.#turn = mine.catch(() => undefined);
    return await mine;
  }
}
