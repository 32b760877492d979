/**
 * One growing delay for everything that is retried, with full jitter so that a hundred services do not come back in
 * the same second.
 */
export class Backoff {
  #failures = 0;

  constructor(
    private readonly firstMs = 100,
    private readonly maxMs = 5_000,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const ceiling = Math.min(this.maxMs, this.firstMs * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    return Math.ceil(ceiling / 2 + (this.random() * ceiling) / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
