import type { ByteReader, ByteWriter } from './bytes.js';
import { Cell, type Counts, type Measured } from './counts.js';
import { DistinctCount } from './distinct-count.js';
import { type Facet, OTHER, SLOT_SECONDS } from './facets.js';
import { LatencyHistogram } from './latency-histogram.js';
import { ValueTable } from './value-table.js';

/** What a slot bounds for all of its hosts together. */
export interface SlotBounds {
  /** How many values there are of each facet, by its number. */
  readonly values: number[];
  /** How many there may be of each facet that has a cap. */
  readonly most: number;
  /** Makes room for values of a facet. */
  makeRoom(facet: Facet): void;
}

/** Gets a value and its sums. */
export type VisitSums = (value: string, requests: number, errors: number, durationUs: number) => void;

/** Cells of one facet by window of its finest width and by value. */
type Bins = (Map<string, Cell> | undefined)[];

/** What one host of one source had in one slot: of most facets in tables, of those with sketches in cells. */
export class HostTally {
  /** By the facet's number. */
  readonly #tables: (ValueTable | undefined)[] = [];
  readonly #bins: (Bins | undefined)[] = [];

  constructor(private readonly bounds: SlotBounds) {}

  /** Counts a request under a value of a facet without sketches. Beyond what a slot may hold, those with the fewest requests go to `(other)`. */
  count(facet: Facet, bin: number, value: string, status: number, measured: Measured): void {
    const table = this.#tableOf(facet);
    const before = table.size;
    table.add(bin, value, status, measured);
    if (table.size > before) this.#grown(facet, table.size - before);
  }

  /**
   * The cell of a value of a facet with sketches; it is made when there is none.
   *
   * @param bin which window of the facet's finest width, counted from the slot's begin
   */
  cell(facet: Facet, bin: number, value: string): Cell {
    const cells = (this.#binsOf(facet)[bin] ??= new Map<string, Cell>());
    return cells.get(value) ?? this.#take(facet, cells, value, new Cell(0, value === OTHER));
  }

  /** Calls `visit` with every cell of the facet. */
  each(facet: Facet, visit: (bin: number, value: string, cell: Cell) => void): void {
    this.#tables[facet.number]?.each(visit);
    for (const [bin, cells] of (this.#bins[facet.number] ?? []).entries()) {
      if (cells !== undefined) for (const [value, cell] of cells) visit(bin, value, cell);
    }
  }

  has(facet: Facet): boolean {
    return this.#tables[facet.number] !== undefined || this.#bins[facet.number] !== undefined;
  }

  /**
   * Adds what another one has, and takes over what it can: the other is not to be used afterwards.
   *
   * @param lateBins requests of windows before this one came late
   */
  absorb(facet: Facet, other: HostTally, lateBins: number): void {
    const table = other.#tables[facet.number];
    if (table !== undefined) this.#absorbTable(facet, table, lateBins);
    for (const [bin, given] of (other.#bins[facet.number] ?? []).entries()) {
      if (given === undefined) continue;
      if (bin < lateBins) for (const cell of given.values()) cell.late = cell.requests;
      const cells = this.#bins[facet.number]?.[bin];
      if (cells === undefined) {
        this.#binsOf(facet)[bin] = given;
        this.#grown(facet, given.size);
      } else
        for (const [value, cell] of given) {
          const known = cells.get(value) ?? this.#take(facet, cells, value, cell);
          if (known !== cell) known.mergeCell(cell);
        }
    }
  }

  /** Writes all cells of the facet, by window; values in their order when `sorted`, else as they came. */
  write(facet: Facet, writer: ByteWriter, sorted: boolean): void {
    const table = this.#tables[facet.number];
    if (table !== undefined) return table.write(writer, facet.byStatus, sorted);
    const bins = [...(this.#bins[facet.number] ?? []).entries()].filter(([, cells]) => cells !== undefined);
    writer.number(bins.length);
    for (const [bin, cells] of bins as [number, Map<string, Cell>][]) {
      writer.number(bin);
      writer.number(cells.size);
      const values = sorted ? [...cells.keys()].sort() : cells.keys();
      for (const value of values) {
        writer.text(value);
        writeCell(facet, writer, cells.get(value) as Cell);
      }
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
      if (!hasSketches(facet)) {
        const table = this.#tableOf(facet);
        const before = table.size;
        table.mergeFrom(reader, bin, facet.byStatus, bin < lateBins);
        this.#grown(facet, table.size - before);
      } else this.#mergeCells(facet, bin, reader, bin < lateBins);
    }
  }

  /** Calls `visit` with every value of the facet that is kept apart, in a form that is the same in all hosts, and its sums. */
  eachValue(facet: Facet, visit: VisitSums): void {
    this.#tables[facet.number]?.eachValue(visit);
    for (const cells of this.#bins[facet.number] ?? []) {
      if (cells === undefined) continue;
      for (const [value, cell] of cells) if (!cell.isOther) visit(value, cell.requests, cell.errors, cell.durationUs);
    }
  }

  /**
   * Adds values to `(other)`, whose `cut` grows by the most that one of them had.
   *
   * @param isCut gets values as {@link eachValue} gives them
   * @returns how many values there are then
   */
  cut(facet: Facet, isCut: (value: string) => boolean): number {
    const table = this.#tables[facet.number];
    if (table !== undefined) {
      const left = table.cut(isCut);
      this.#tables[facet.number] = left;
      return left.size;
    }
    let left = 0;
    for (const cells of this.#bins[facet.number] ?? []) {
      if (cells === undefined) continue;
      cutCells(cells, isCut);
      left += cells.size;
    }
    return left;
  }

  /** Adds sums to a value of a facet without sketches. */
  add(facet: Facet, value: string, status: number, counts: Counts): void {
    const table = this.#tableOf(facet);
    const before = table.size;
    table.addCounts(0, value, status, counts);
    this.#grown(facet, table.size - before);
  }

  /** Calls `visit` with every cell of a facet without sketches as if values had been cut, which they are not. */
  eachLeft(facet: Facet, isCut: (value: string) => boolean, visit: (value: string, cell: Cell) => void): void {
    this.#tables[facet.number]?.cut(isCut).each((_bin, value, cell) => visit(value, cell));
  }

  #absorbTable(facet: Facet, given: ValueTable, lateBins: number): void {
    if (lateBins > 0) given.markLate(lateBins);
    const table = this.#tables[facet.number];
    if (table === undefined) {
      this.#tables[facet.number] = given;
      this.#grown(facet, given.size);
      return;
    }
    const before = table.size;
    table.merge(given);
    this.#grown(facet, table.size - before);
  }

  #mergeCells(facet: Facet, bin: number, reader: ByteReader, isLate: boolean): void {
    for (let values = reader.number(); values > 0; values -= 1) {
      const cell = this.cell(facet, bin, reader.text());
      const before = cell.requests;
      readCell(facet, reader, cell);
      if (isLate) cell.late += cell.requests - before;
    }
  }

  #tableOf(facet: Facet): ValueTable {
    return (this.#tables[facet.number] ??= new ValueTable());
  }

  #binsOf(facet: Facet): Bins {
    return (this.#bins[facet.number] ??= new Array<undefined>(SLOT_SECONDS / facet.finest).fill(undefined));
  }

  /** Notes that there are more values; when they are too many, room is made. */
  #grown(facet: Facet, by: number): void {
    const { values, most } = this.bounds;
    values[facet.number] = (values[facet.number] ?? 0) + by;
    if ((values[facet.number] ?? 0) > most && Number.isFinite(facet.cap)) this.bounds.makeRoom(facet);
  }

  /** Takes in a value that is not there. @returns its cell, which is another one when making room has brought it */
  #take(facet: Facet, cells: Map<string, Cell>, value: string, cell: Cell): Cell {
    const { values, most } = this.bounds;
    if ((values[facet.number] ?? 0) >= most && Number.isFinite(facet.cap)) this.bounds.makeRoom(facet);
    const made = cells.get(value);
    if (made !== undefined) return made;
    values[facet.number] = (values[facet.number] ?? 0) + 1;
    cells.set(value, cell);
    return cell;
  }
}

function hasSketches({ latency, clients }: Facet): boolean {
  return latency || clients;
}

function cutCells(cells: Map<string, Cell>, isCut: (value: string) => boolean): void {
  let cut = 0;
  for (const [value, cell] of cells) {
    if (cell.isOther || !isCut(value)) continue;
    cells.delete(value);
    otherOf(cells).mergeCell(cell);
    cut = Math.max(cut, cell.requests);
  }
  if (cut > 0) otherOf(cells).cut += cut;
}

function otherOf(cells: Map<string, Cell>): Cell {
  let other = cells.get(OTHER);
  if (other === undefined) cells.set(OTHER, (other = new Cell(0, true)));
  return other;
}

function writeCell(facet: Facet, writer: ByteWriter, cell: Cell): void {
  cell.write(writer);
  if (facet.latency) writer.block(cell.latency);
  if (facet.clients) writer.block(cell.clients);
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
