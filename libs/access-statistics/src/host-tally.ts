import { type ByteReader, type ByteWriter } from './bytes.js';
import { Cell } from './counts.js';
import { DistinctCount } from './distinct-count.js';
import { type Facet, MOST_OPEN_VALUES, OTHER, SLOT_SECONDS } from './facets.js';
import { LatencyHistogram } from './latency-histogram.js';

/** What a slot bounds for all of its hosts together. */
export interface SlotBounds {
  /** How many values there are of each facet, by its number. */
  readonly values: number[];
  /** Makes room for values of a facet. */
  makeRoom(facet: Facet): void;
}

/** Cells of one facet by window of its finest width and by value. */
type Bins = (Map<string, Cell> | undefined)[];

/** What one host of one source had in one slot. */
export class HostTally {
  /** By the facet's number. */
  readonly #bins: (Bins | undefined)[] = [];

  constructor(private readonly bounds: SlotBounds) {}

  /**
   * The cell of a value; it is made when there is none. Before there are too many, those with the fewest requests go to `(other)`.
   *
   * @param bin which window of the facet's finest width, counted from the slot's begin
   * @param status 0 in facets that do not tell statuses apart
   */
  cell(facet: Facet, bin: number, value: string, status: number): Cell {
    const bins = (this.#bins[facet.number] ??= new Array<undefined>(SLOT_SECONDS / facet.finest).fill(undefined));
    const cells = (bins[bin] ??= new Map<string, Cell>());
    const first = cells.get(value) ?? this.#newCell(facet, cells, value, status);
    let cell = first;
    while (cell.status !== status) cell = cell.next ??= new Cell(status, first.isOther);
    return cell;
  }

  /** Calls `visit` with every cell of the facet. */
  each(facet: Facet, visit: (bin: number, value: string, cell: Cell) => void): void {
    for (const [bin, cells] of (this.#bins[facet.number] ?? []).entries()) {
      if (cells === undefined) continue;
      for (const [value, first] of cells) {
        for (let cell: Cell | undefined = first; cell !== undefined; cell = cell.next) visit(bin, value, cell);
      }
    }
  }

  has(facet: Facet): boolean {
    return this.#bins[facet.number] !== undefined;
  }

  merge(facet: Facet, other: HostTally): void {
    other.each(facet, (bin, value, given) => {
      this.cell(facet, bin, value, given.status).mergeCell(given);
    });
  }

  /** Writes all cells of the facet, by window; values in their order when `sorted`, else as they came. */
  write(facet: Facet, writer: ByteWriter, sorted: boolean): void {
    const bins = [...(this.#bins[facet.number] ?? []).entries()].filter(([, cells]) => cells !== undefined);
    writer.number(bins.length);
    for (const [bin, cells] of bins as [number, Map<string, Cell>][]) {
      writer.number(bin);
      writer.number(cells.size);
      if (!sorted) for (const [value, first] of cells) writeCells(facet, writer, value, first);
      else for (const value of [...cells.keys()].sort()) writeCells(facet, writer, value, cells.get(value) as Cell);
    }
  }

  /**
   * Adds what {@link write} wrote.
   *
   * @param lateBins requests of windows before this one came late
   * @throws StatisticsFormatError
   */
  mergeFrom(facet: Facet, reader: ByteReader, lateBins: number): void {
    for (let bins = reader.number(); bins > 0; bins -= 1) {
      const bin = reader.number();
      for (let values = reader.number(); values > 0; values -= 1) {
        const value = reader.text();
        for (let statuses = facet.byStatus ? reader.number() : 1; statuses > 0; statuses -= 1) {
          const cell = this.cell(facet, bin, value, facet.byStatus ? reader.number() : 0);
          const before = cell.requests;
          readCell(facet, reader, cell);
          if (bin < lateBins) cell.late += cell.requests - before;
        }
      }
    }
  }

  /** Calls `visit` with the number of requests of every value of the facet that is kept apart. */
  eachValue(facet: Facet, visit: (requests: number) => void): void {
    for (const cells of this.#bins[facet.number] ?? []) {
      if (cells !== undefined) for (const first of cells.values()) if (!first.isOther) visit(requestsOf(first));
    }
  }

  /**
   * Adds values with no more than so many requests to `(other)`, whose `cut` grows by the most that one of them had.
   *
   * @returns how many values there are then
   */
  cutBelow(facet: Facet, most: number): number {
    let left = 0;
    for (const cells of this.#bins[facet.number] ?? []) {
      if (cells === undefined) continue;
      const others = new Map<number, number>();
      for (const [value, first] of cells) {
        if (first.isOther || requestsOf(first) > most) continue;
        cells.delete(value);
        for (let cell: Cell | undefined = first; cell !== undefined; cell = cell.next) {
          otherOf(cells, cell.status).mergeCell(cell);
          others.set(cell.status, Math.max(others.get(cell.status) ?? 0, cell.requests));
        }
      }
      for (const [status, requests] of others) otherOf(cells, status).cut += requests;
      left += cells.size;
    }
    return left;
  }

  #newCell(facet: Facet, cells: Map<string, Cell>, value: string, status: number): Cell {
    const { values } = this.bounds;
    if ((values[facet.number] ?? 0) >= MOST_OPEN_VALUES && Number.isFinite(facet.cap)) this.bounds.makeRoom(facet);
    const made = cells.get(value);
    if (made !== undefined) return made;
    values[facet.number] = (values[facet.number] ?? 0) + 1;
    const cell = new Cell(status, value === OTHER);
    cells.set(value, cell);
    return cell;
  }
}

/** Of all statuses of a value. */
function requestsOf(first: Cell): number {
  let requests = 0;
  for (let cell: Cell | undefined = first; cell !== undefined; cell = cell.next) requests += cell.requests;
  return requests;
}

function otherOf(cells: Map<string, Cell>, status: number): Cell {
  let first = cells.get(OTHER);
  if (first === undefined) cells.set(OTHER, (first = new Cell(status, true)));
  let cell = first;
  while (cell.status !== status) cell = cell.next ??= new Cell(status, true);
  return cell;
}

/** All statuses of one value. */
function writeCells(facet: Facet, writer: ByteWriter, value: string, first: Cell): void {
  writer.text(value);
  if (!facet.byStatus) return writeCell(facet, writer, first);
  const cells: Cell[] = [];
  for (let cell: Cell | undefined = first; cell !== undefined; cell = cell.next) cells.push(cell);
  writer.number(cells.length);
  for (const cell of cells.sort((a, b) => a.status - b.status)) {
    writer.number(cell.status);
    writeCell(facet, writer, cell);
  }
}

function writeCell(facet: Facet, writer: ByteWriter, cell: Cell): void {
  cell.write(writer);
  if (facet.latency) writer.block(cell.latency?.encode() ?? NOTHING);
  if (facet.clients) writer.block(cell.clients?.encode() ?? NOTHING);
}

function readCell(facet: Facet, reader: ByteReader, cell: Cell): void {
  cell.mergeFrom(reader);
  if (facet.latency) {
    const bytes = reader.block();
    if (bytes.length > 0) (cell.latency ??= new LatencyHistogram()).mergeEncoded(bytes);
  }
  if (facet.clients) {
    const bytes = reader.block();
    if (bytes.length > 0) (cell.clients ??= new DistinctCount()).mergeEncoded(bytes);
  }
}

const NOTHING = new Uint8Array(0);
