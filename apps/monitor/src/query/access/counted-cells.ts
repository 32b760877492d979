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
  /** Cells that belong to somebody else: they are copied before they change. */
  readonly #shared: ReadonlyMap<string, CountedCell>;

  /** @param shared begins with these, and leaves them as they are */
  constructor(shared?: CountedCells) {
    this.#shared = shared ? shared.#all() : new Map();
  }

  /** The sums of a key; they are made when there are none. */
  at(key: CellKey): Cell {
    const name = nameOf(key);
    let counted = this.#cells.get(name);
    if (counted === undefined) {
      const { bucket, source, host, value, status } = key;
      counted = { bucket, source, host, value, status, cell: new Cell(status ?? 0, false) };
      const shared = this.#shared.get(name);
      if (shared !== undefined) counted.cell.mergeCell(shared.cell);
      this.#cells.set(name, counted);
    }
    return counted.cell;
  }

  has(key: CellKey): boolean {
    const name = nameOf(key);
    return this.#cells.has(name) || this.#shared.has(name);
  }

  list(): CountedCell[] {
    return [...this.#all().values()];
  }

  #all(): ReadonlyMap<string, CountedCell> {
    if (this.#shared.size === 0) return this.#cells;
    return this.#cells.size === 0 ? this.#shared : new Map([...this.#shared, ...this.#cells]);
  }
}

function nameOf({ bucket, source, host, value, status }: CellKey): string {
  return `${bucket}\n${source ?? ''}\n${status ?? ''}\n${host ?? ''}\n${value ?? ''}`;
}

/** Adds cells up by a name. A cell that is alone with its name is given back itself: it is not the caller's to change. */
export function addUp<Key>(cells: Iterable<CountedCell>, nameOf: (cell: CountedCell) => Key): Map<Key, Cell> {
  const sums = new Map<Key, Cell>();
  const own = new Set<Cell>();
  for (const counted of cells) {
    const name = nameOf(counted);
    let sum = sums.get(name);
    if (sum === undefined) {
      sums.set(name, counted.cell);
      continue;
    }
    if (!own.has(sum)) {
      const first = sum;
      sums.set(name, (sum = new Cell(0, false)));
      own.add(sum);
      sum.mergeCell(first);
    }
    sum.mergeCell(counted.cell);
  }
  return sums;
}
