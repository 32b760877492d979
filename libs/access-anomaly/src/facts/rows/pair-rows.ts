import { GroupedRows } from './grouped-rows.js';

const FIRST_ROWS = 64;
/** Odd numbers of 32 bits that spread neighbours: the golden ratio's, and MurmurHash3's. */
const FIRST_FACTOR = 0x9e3779b1;
const SECOND_FACTOR = 0x85ebca6b;

/** Rows by two whole numbers of 32 bits with a sign, in the order in which they came. */
export class PairRows {
  /** Of each row its two numbers. */
  #pairs = new Int32Array(2 * FIRST_ROWS);
  /** Open addressing; 0: free, else the row + 1. */
  #places = new Int32Array(2 * FIRST_ROWS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Rows by their first number, which is below `groups` without so many of its lowest bits. */
  byFirst(groups: number, shift = 0): GroupedRows {
    return new GroupedRows(this.#size, groups, { numbers: this.#pairs, columns: 2, column: 0, shift });
  }

  firstOf(row: number): number {
    return this.#pairs[2 * row] as number;
  }

  secondOf(row: number): number {
    return this.#pairs[2 * row + 1] as number;
  }

  /** The row of two numbers; it is made when there is none. */
  rowOf(first: number, second: number): number {
    const places = this.#places;
    const pairs = this.#pairs;
    const mask = places.length - 1;
    let place = hashOf(first, second) & mask;
    for (let found = places[place] as number; found !== 0; found = places[place] as number) {
      if (pairs[2 * found - 2] === first && pairs[2 * found - 1] === second) return found - 1;
      place = (place + 1) & mask;
    }
    const row = this.#size;
    if (2 * row === pairs.length) this.#grow();
    this.#pairs[2 * row] = first;
    this.#pairs[2 * row + 1] = second;
    this.#size += 1;
    this.#place(row);
    return row;
  }

  /** Forgets all rows and keeps the memory. */
  clear(): void {
    this.#places.fill(0);
    this.#size = 0;
  }

  #place(row: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let place = hashOf(this.firstOf(row), this.secondOf(row)) & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = row + 1;
  }

  #grow(): void {
    const pairs = new Int32Array(2 * this.#pairs.length);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
    this.#places = new Int32Array(2 * this.#places.length);
    for (let row = 0; row < this.#size; row += 1) this.#place(row);
  }
}

/** Numbers that differ in their highest bits alone, as addresses of a network do, must differ in the lowest ones. */
function hashOf(first: number, second: number): number {
  const hash = Math.imul(first, FIRST_FACTOR) ^ Math.imul(second, SECOND_FACTOR);
  const mixed = Math.imul(hash ^ (hash >>> 16), SECOND_FACTOR);
  return mixed ^ (mixed >>> 13);
}
