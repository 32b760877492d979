import type { Random } from './seeded-random.js';

/** Draws indexes in proportion to weights, each in constant time: Vose's alias method (IEEE Trans. Softw. Eng. 17(9), 1991). */
export class WeightedChoice {
  readonly #keep: Float64Array;
  readonly #alias: Int32Array;

  /**
   * @param weights at least one, none negative, not all zero; they need not add up to anything
   * @throws RangeError when they are not so
   */
  constructor(weights: ArrayLike<number>) {
    const { length } = weights;
    const sum = Array.prototype.reduce.call<ArrayLike<number>, [(a: number, b: number) => number, number], number>(
      weights,
      (total, weight) => total + (weight >= 0 ? weight : Number.NaN),
      0,
    );
    if (!(sum > 0 && sum < Infinity)) throw new RangeError('weights must be numbers from 0 on, and one above 0');
    this.#keep = Float64Array.from(weights, (weight) => (weight * length) / sum);
    this.#alias = Int32Array.from(weights, (_, index) => index);
    const small: number[] = [];
    const large: number[] = [];
    this.#keep.forEach((share, index) => (share < 1 ? small : large).push(index));
    while (small.length > 0 && large.length > 0) {
      const less = small.pop() as number;
      const more = large.at(-1) as number;
      this.#alias[less] = more;
      const left = (this.#keep[more] as number) + (this.#keep[less] as number) - 1;
      this.#keep[more] = left;
      if (left < 1) small.push(large.pop() as number);
    }
    // What is left is 1 but for rounding.
    for (const index of [...small, ...large]) this.#keep[index] = 1;
  }

  draw(random: Random): number {
    const scaled = random() * this.#keep.length;
    const index = Math.floor(scaled);
    return scaled - index < (this.#keep[index] as number) ? index : (this.#alias[index] as number);
  }
}
