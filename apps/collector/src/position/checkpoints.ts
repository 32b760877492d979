/** A place in a file between two lines. */
export interface Checkpoint {
  /** Number of the last line before the place. */
  readonly seq: number;
  readonly offset: number;
  /** The last bytes before the place. */
  readonly before: Buffer;
}

/** Places that are passed when the lines before them are settled; oldest first. */
export class Checkpoints {
  readonly #open: Checkpoint[] = [];

  add(checkpoint: Checkpoint): void {
    this.#open.push(checkpoint);
  }

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  /**
   * Takes the places that have been passed.
   *
   * @param settledUpTo each line up to this number is settled
   * @returns the farthest of them, undefined when there is none
   */
  pass(settledUpTo: number): Checkpoint | undefined {
    let count = 0;
    while (count < this.#open.length && (this.#open[count] as Checkpoint).seq <= settledUpTo) count += 1;
    return this.#open.splice(0, count).at(-1);
  }
}
