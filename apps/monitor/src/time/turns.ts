/** Lets asynchronous work begin only when what was begun before it has ended, failed or not. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** @returns what `work` returns, or throws what it throws */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work);
    // Nothing of what it gave is kept.
    const over = (): void => undefined;
    this.#last = mine.then(over, over);
    return await mine;
  }
}
