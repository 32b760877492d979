/**
 * A set of positive integers kept as sorted, disjoint, non-adjacent half-open intervals: [from0, to0, from1, to1, …].
 * A process's numbers come nearly in order, so the set stays one or a few intervals long and `add` works at its end.
 */
export class IntervalSet {
  readonly #bounds: number[];

  constructor(bounds: readonly number[] = []) {
    this.#bounds = [...bounds];
  }

  /**
   * Reads PostgreSQL's text of an int8multirange, `{[1,101),[205,206)}`, which PostgreSQL always writes half-open.
   *
   * @throws TypeError when the text is something else
   */
  static parse(multirange: string): IntervalSet {
    if (multirange === '{}') return new IntervalSet();
    if (!/^\{\[\d+,\d+\)(?:,\[\d+,\d+\))*\}$/.test(multirange)) {
      throw new TypeError(`not a multirange of finite integers: ${multirange.slice(0, 80)}`);
    }
    return new IntervalSet((multirange.match(/\d+/g) as string[]).map(Number));
  }

  /** PostgreSQL's text of an int8multirange. */
  toString(): string {
    let text = '';
    for (let at = 0; at < this.#bounds.length; at += 2) {
      text += `${at === 0 ? '' : ','}[${this.#bounds[at]},${this.#bounds[at + 1]})`;
    }
    return `{${text}}`;
  }

  clone(): IntervalSet {
    return new IntervalSet(this.#bounds);
  }

  /** Number of intervals. */
  get fragments(): number {
    return this.#bounds.length / 2;
  }

  /** How many numbers are in the set. */
  get size(): number {
    let size = 0;
    for (let at = 0; at < this.#bounds.length; at += 2) {
      size += (this.#bounds[at + 1] as number) - (this.#bounds[at] as number);
    }
    return size;
  }

  /** Highest number in the set, 0 when it is empty. */
  get highest(): number {
    return this.#bounds.length === 0 ? 0 : (this.#bounds.at(-1) as number) - 1;
  }

  has(value: number): boolean {
    const at = this.#firstEndingAfter(value);
    return at < this.#bounds.length && (this.#bounds[at] as number) <= value;
  }

  /** @returns false when the number was in the set before */
  add(value: number): boolean {
    const bounds = this.#bounds;
    const last = bounds.length - 1;
    if (last >= 0 && bounds[last] === value) {
      bounds[last] = value + 1;
      return true;
    }
    if (this.has(value)) return false;
    this.addRange(value, value + 1);
    return true;
  }

  /** Adds from (included) to (excluded). */
  addRange(from: number, to: number): void {
    if (from >= to) return;
    const bounds = this.#bounds;
    // The intervals from `first` up to `end` touch or overlap the new one and melt into it.
    let first = this.#firstEndingAfter(from - 1);
    let low = from;
    let high = to;
    const begin = first;
    while (first < bounds.length && (bounds[first] as number) <= to) {
      low = Math.min(low, bounds[first] as number);
      high = Math.max(high, bounds[first + 1] as number);
      first += 2;
    }
    bounds.splice(begin, first - begin, low, high);
  }

  union(other: IntervalSet): IntervalSet {
    const result = this.clone();
    for (const [from, to] of other.intervals()) result.addRange(from, to);
    return result;
  }

  /** Half-open pairs, in order. */
  *intervals(): Generator<[from: number, to: number]> {
    for (let at = 0; at < this.#bounds.length; at += 2) {
      yield [this.#bounds[at] as number, this.#bounds[at + 1] as number];
    }
  }

  /** What is missing between `from` (included) and `to` (excluded), as half-open pairs, at most `limit` of them. */
  gaps(from: number, to: number, limit = Number.POSITIVE_INFINITY): [from: number, to: number][] {
    const gaps: [number, number][] = [];
    let next = from;
    for (let at = this.#firstEndingAfter(from); at < this.#bounds.length && next < to && gaps.length < limit; at += 2) {
      const start = this.#bounds[at] as number;
      if (start > next) gaps.push([next, Math.min(start, to)]);
      next = Math.max(next, this.#bounds[at + 1] as number);
    }
    if (next < to && gaps.length < limit) gaps.push([next, to]);
    return gaps;
  }

  /** Index of the first interval whose end lies above `value`; it holds the value if it also begins at or below it. */
  #firstEndingAfter(value: number): number {
    const bounds = this.#bounds;
    let low = 0;
    let high = bounds.length / 2;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bounds[2 * middle + 1] as number) > value) high = middle;
      else low = middle + 1;
    }
    return 2 * low;
  }
}
