const WINDOW = 1_000;

/** Share of unparsed lines among the last 1,000. */
export class UnparsedShare {
  readonly #window = new Uint8Array(WINDOW);
  #next = 0;
  #filled = 0;
  #unparsed = 0;

  add(isUnparsed: boolean): void {
    const bit = isUnparsed ? 1 : 0;
    this.#unparsed += bit - (this.#window[this.#next] ?? 0);
    this.#window[this.#next] = bit;
    this.#next = (this.#next + 1) % WINDOW;
    if (this.#filled < WINDOW) this.#filled += 1;
  }

  /** 0 to 1; 0 when there are no lines. */
  get share(): number {
    return this.#filled === 0 ? 0 : this.#unparsed / this.#filled;
  }

  /** Lines in the window. */
  get lines(): number {
    return this.#filled;
  }
}
