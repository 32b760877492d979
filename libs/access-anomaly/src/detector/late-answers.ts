import type { UsualLatency } from '../baseline/latency-place.js';
import type { Counted } from '../baseline/stretch.js';
import { addBuckets, type Buckets, sumOf } from '../facts/coarse-latency.js';

/**
 * Answers of a host that are far later than their route's usually are. What is asked for changes what a host's answers take, which is no shift; and
 * where each route is held against itself, a few answers are enough.
 */
export class LateAnswers {
  #count = 0;
  #expected = 0;
  /** All that were counted, by their duration. */
  readonly #latency: Buckets = [];

  /**
   * @param isRest of these, only those that were not counted yet are counted, and all of them are given
   * @returns what was counted of these
   */
  add(latency: readonly number[], { farBucket, farShare }: UsualLatency, isRest: boolean): Counted {
    let count = sumOf(latency, farBucket + 1);
    const trials = sumOf(latency);
    if (isRest) {
      count = this.#count + Math.max(0, count - sumOf(this.#latency, farBucket + 1));
      const expected = this.#expected + farShare * Math.max(0, trials - sumOf(this.#latency));
      return { count: Math.min(count, trials), trials, expected };
    }
    this.#count += count;
    this.#expected += farShare * trials;
    addBuckets(this.#latency, latency);
    return { count, trials, expected: farShare * trials };
  }
}
