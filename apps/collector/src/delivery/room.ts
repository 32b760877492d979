/** How much all files together may have on its way, so that many of them take no more memory than one. */
export class Room {
  readonly #members = new Set<() => number>();
  #waiting: (() => void)[] = [];

  constructor(private readonly maxBytes: number) {}

  /**
   * @param heldBytes bytes that a member has on its way
   * @returns ends the membership
   */
  join(heldBytes: () => number): () => void {
    this.#members.add(heldBytes);
    return () => this.#members.delete(heldBytes);
  }

  get isFull(): boolean {
    let sum = 0;
    for (const heldBytes of this.#members) sum += heldBytes();
    return sum >= this.maxBytes;
  }

  /** Resolves when a member has less on its way than before. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A member has less on its way than before. */
  changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
