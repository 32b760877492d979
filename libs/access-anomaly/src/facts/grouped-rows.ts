/**
 * Numbers of rows by the group to which they belong, in each group in their order. A group's rows are those at the places from {@link startOf} to
 * before {@link endOf}: a view or an iterator for each of thousands of groups would cost more than what is in them.
 */
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

  startOf(group: number): number {
    return group === 0 ? 0 : (this.#ends[group - 1] as number);
  }

  endOf(group: number): number {
    return this.#ends[group] as number;
  }

  /** The row at a place. */
  rowAt(place: number): number {
    return this.#rows[place] as number;
  }
}
