/** Numbers of rows by the group to which they belong, in each group in their order. */
export class GroupedRows {
  readonly #ends: Uint32Array;
  readonly #rows: Uint32Array;

  /**
   * @param rows how many there are
   * @param groups how many there are
   * @param groupOf the group of a row, from 0
   */
  constructor(rows: number, groups: number, groupOf: (row: number) => number) {
    const ends = new Uint32Array(groups + 1);
    for (let row = 0; row < rows; row += 1) ends[groupOf(row) + 1] = (ends[groupOf(row) + 1] as number) + 1;
    for (let group = 1; group <= groups; group += 1)
      ends[group] = (ends[group] as number) + (ends[group - 1] as number);
    // Each begins where the one before ends; its own end is where the next row goes.
    this.#rows = new Uint32Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const group = groupOf(row);
      const at = ends[group] as number;
      this.#rows[at] = row;
      ends[group] = at + 1;
    }
    this.#ends = ends;
  }

  /** How many rows a group has. */
  sizeOf(group: number): number {
    return (this.#ends[group] as number) - (group === 0 ? 0 : (this.#ends[group - 1] as number));
  }

  /** The rows of a group: a view. */
  of(group: number): Uint32Array {
    return this.#rows.subarray(group === 0 ? 0 : this.#ends[group - 1], this.#ends[group]);
  }
}
