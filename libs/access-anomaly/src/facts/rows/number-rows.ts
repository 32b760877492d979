import { GroupedRows } from './grouped-rows.js';

const FIRST_ROWS = 64;

/** Whole numbers below 2^32 in rows of some columns, 0 at first: one block of memory instead of an object for each row. */
export class NumberRows {
  #numbers: Uint32Array;
  #used = 0;

  constructor(private readonly columns: number) {
    this.#numbers = new Uint32Array(FIRST_ROWS * columns);
  }

  /** How many rows there are: one more than the last that was asked for. */
  get size(): number {
    return this.#used / this.columns;
  }

  /** All rows, one after the other; good until a row is asked for. */
  get numbers(): Uint32Array {
    return this.#numbers;
  }

  /** Makes room for a row. @returns the place of its first number in {@link numbers} */
  place(row: number): number {
    const at = row * this.columns;
    const end = at + this.columns;
    if (end > this.#used) this.#grow(end);
    return at;
  }

  /** Rows by the number in a column, which is below `groups`. */
  byColumn(column: number, groups: number): GroupedRows {
    return new GroupedRows(this.size, groups, { numbers: this.#numbers, columns: this.columns, column, shift: 0 });
  }

  /** Takes all rows away and keeps the memory. */
  clear(): void {
    this.#numbers.fill(0, 0, this.#used);
    this.#used = 0;
  }

  #grow(end: number): void {
    this.#used = end;
    if (end <= this.#numbers.length) return;
    const larger = new Uint32Array(Math.max(end, 2 * this.#numbers.length));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
