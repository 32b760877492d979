/** Knows the text of the present second: log calls come in bunches. */
export class IsoTime {
  #second = Number.NaN;
  #text = '';

  /** RFC 3339, UTC, up to the dot before the milliseconds. */
  upToSecond(second: number): string {
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(second * 1000).toISOString().slice(0, 20);
    }
    return this.#text;
  }

  /** True for a text that says the same second as `timeMs`: what `format.timestamp()` adds to each call. */
  saysNow(text: string, timeMs: number): boolean {
    if (text.length === 24 && text.startsWith(this.upToSecond(Math.floor(timeMs / 1000)))) return true;
    const parsed = Date.parse(text);
    return Math.abs(parsed - timeMs) < 2_000;
  }
}
