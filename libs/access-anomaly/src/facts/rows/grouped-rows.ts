/** Where the group of a row stands, a number from 0: in a column of rows of numbers, without so many of its lowest bits. */
interface GroupKeys {
  readonly numbers: Int32Array | Uint32Array;
  readonly columns: number;
  readonly column: number;
  readonly shift: number;
}

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
   */
  constructor(rows: number, groups: number, keys: GroupKeys) {
    const ends = new Uint32Array(groups + 1);
    for (let row = 0; row < rows; row += 1) {
      const group = groupOf(keys, row) + 1;
      ends[group] = (ends[group] as number) + 1;
    }
    for (let group = 1; group <= groups; group += 1)
      ends[group] = (ends[group] as number) + (ends[group - 1] as number);
    // Each begins where the one before ends; its own end is where the next row goes.
    this.#rows = new Uint32Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const group = groupOf(keys, row);
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

function groupOf({ numbers, columns, column, shift }: GroupKeys, row: number): number {
  return (numbers[row * columns + column] as number) >> shift;
}
