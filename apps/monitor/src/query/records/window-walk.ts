import type { TimeRange } from '../range/time-range.js';

const FIRST_WINDOW_MS = 10_000;
const GROWTH = 8;
/** A window should be read in about this time: then there is still time for the next, and a cancelled one is soon free. */
const TARGET_MS = 300;

/**
 * Cuts a range into windows, newest first, that grow as long as they are read quickly. Newest-first lists stop as soon as a page
 * is full, so what is old is not read at all; what is searched for in vain is read in few large pieces.
 */
export class WindowWalk {
  #end: number;
  #width = FIRST_WINDOW_MS;

  /**
   * @param start oldest time, included, in milliseconds since 1970
   * @param end newest time, not included
   * @param presentMs what lies after it (clocks that run ahead) is one window of its own: it is nearly empty, however long
   */
  constructor(
    private readonly start: number,
    end: number,
    private readonly presentMs: number,
  ) {
    this.#end = end;
  }

  /** The next older window, or undefined when the range is walked through. */
  next(): TimeRange | undefined {
    if (this.#end <= this.start) return undefined;
    const to = this.#end;
    const from = to > this.presentMs ? this.presentMs : to - this.#width;
    this.#end = Math.max(from, this.start);
    return { from: new Date(this.#end), to: new Date(to) };
  }

  /** Tells how long the last window took. */
  took(ms: number): void {
    if (ms < TARGET_MS / (2 * GROWTH)) this.#width *= GROWTH;
    else if (ms < TARGET_MS / 2) this.#width *= 2;
    else if (ms > TARGET_MS) this.#width = Math.max(FIRST_WINDOW_MS, Math.floor(this.#width / 2));
  }
}
