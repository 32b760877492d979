import { exponential } from '../random/distributions.js';
import type { Random } from '../random/seeded-random.js';

const STEP_MS = 1000;

/**
 * Moments of a Poisson process whose rate changes from second to second. What is left of a gap at the end of a second is drawn again with the next
 * second's rate, which is exact since such a process has no memory.
 */
export class Arrivals {
  readonly #random: Random;
  readonly #ratePerMs: (time: number) => number;
  #at: number;
  #stepEnd: number;
  #rate: number;

  /**
   * @param from milliseconds since 1970 UTC
   * @param perSecond mean number of events in the second that begins at `time`
   */
  constructor(random: Random, from: number, perSecond: (time: number) => number) {
    this.#random = random;
    this.#ratePerMs = (time) => perSecond(time) / 1000;
    this.#at = from;
    this.#stepEnd = Math.floor(from / STEP_MS) * STEP_MS + STEP_MS;
    this.#rate = this.#ratePerMs(from);
  }

  /** @returns milliseconds since 1970 UTC, with fraction; Infinity when nothing comes before `until` */
  next(until = Infinity): number {
    while (this.#at < until) {
      const at = this.#rate > 0 ? this.#at + exponential(this.#random, this.#rate) : Infinity;
      if (at < this.#stepEnd) {
        this.#at = at;
        return at < until ? at : Infinity;
      }
      this.#at = this.#stepEnd;
      this.#stepEnd += STEP_MS;
      this.#rate = this.#ratePerMs(this.#at);
    }
    return Infinity;
  }
}
