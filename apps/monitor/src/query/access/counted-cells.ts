import { Cell } from '@log-monitor/access-statistics';

/** What requests are told apart by in one answer; null: not by that. */
export interface CellKey {
  /** Which bucket, from 0. */
  bucket: number;
  source: number | null;
  host: string | null;
  /** Method, route, path, client, … */
  value: string | null;
  status: number | null;
}

export interface CountedCell extends CellKey {
  cell: Cell;
}

/** Sums of requests by key, in any order of adding. */
export class CountedCells {
  readonly #cells = new Map<string, CountedCell>();

  /** The sums of a key; they are made when there are none. */
  at({ bucket, source, host, value, status }: CellKey): Cell {
    const key = `${bucket}\n${source ?? ''}\n${status ?? ''}\n${host ?? ''}\n${value ?? ''}`;
    let counted = this.#cells.get(key);
    if (counted === undefined) {
      counted = { bucket, source, host, value, status, cell: new Cell(status ?? 0, false) };
      this.#cells.set(key, counted);
    }
    return counted.cell;
  }

  list(): CountedCell[] {
    return [...this.#cells.values()];
  }
}

/** Adds cells up by a name. */
export function addUp<Key>(cells: Iterable<CountedCell>, nameOf: (cell: CountedCell) => Key): Map<Key, Cell> {
  const sums = new Map<Key, Cell>();
  for (const counted of cells) {
    const name = nameOf(counted);
    let sum = sums.get(name);
    if (sum === undefined) sums.set(name, (sum = new Cell(0, false)));
    sum.mergeCell(counted.cell);
  }
  return sums;
}
