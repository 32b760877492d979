import { NumberRows } from '../rows/number-rows.js';
import { PairRows } from '../rows/pair-rows.js';
import { WINDOW_SECONDS } from '../window-facts.js';

const WINDOW_MS = 1000 * WINDOW_SECONDS;

/** Windows of sources in a batch: rows, in the order in which they came. */
export class WindowRows {
  /** By windows since 1970, and the number of the source. */
  readonly #windows = new PairRows();
  /** Of each the time of its latest request, milliseconds since its begin. */
  readonly #latest = new NumberRows(1);
  /** What was asked for last: the next line is mostly of the same. */
  #last = -1;
  #lastIndex = -1;
  #lastSource = -1;

  get size(): number {
    return this.#windows.size;
  }

  /**
   * The window of a request.
   *
   * @param source its number
   * @param time milliseconds since 1970, not before
   */
  of(source: number, time: number): number {
    const index = Math.floor(time / WINDOW_MS);
    if (index !== this.#lastIndex || source !== this.#lastSource) {
      this.#last = this.#windows.rowOf(index, source);
      this.#lastIndex = index;
      this.#lastSource = source;
    }
    const at = this.#latest.place(this.#last);
    const since = time - index * WINDOW_MS;
    if (since > (this.#latest.numbers[at] as number)) this.#latest.numbers[at] = since;
    return this.#last;
  }

  /** Windows of each source, in the order of time. */
  bySource(): Map<number, number[]> {
    const sources = new Map<number, number[]>();
    for (let window = 0; window < this.size; window += 1) {
      const source = this.#windows.secondOf(window);
      const windows = sources.get(source);
      if (windows === undefined) sources.set(source, [window]);
      else windows.push(window);
    }
    for (const windows of sources.values()) windows.sort((a, b) => this.indexOf(a) - this.indexOf(b));
    return sources;
  }

  /** Windows since 1970 before this one. */
  indexOf(window: number): number {
    return this.#windows.firstOf(window);
  }

  /** Its begin, seconds since 1970. */
  startOf(window: number): number {
    return this.indexOf(window) * WINDOW_SECONDS;
  }

  /** Time of its latest request, whole milliseconds since 1970. */
  latestOf(window: number): number {
    return this.indexOf(window) * WINDOW_MS + (this.#latest.numbers[window] as number);
  }

  clear(): void {
    this.#windows.clear();
    this.#latest.clear();
    this.#lastIndex = -1;
  }
}
