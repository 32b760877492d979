import type { ByteReader, ByteWriter } from './bytes.js';
import { Cell, Counts, type Measured } from './counts.js';
import { OTHER } from './facets.js';
import { TextRows } from './text-rows.js';

/** A row's tag is its window times this, plus its status. */
const STATUSES = 1000;

/** In `#sums`. */
const REQUESTS = 0;
const ERRORS = 1;
const FAULTS = 2;
const BYTES = 3;
const SUMS = 4;
/** In `#rare`. */
const TIMED = 0;
const DURATION = 1;
const LONGEST = 2;
const LATE = 3;
const CUT = 4;
const RARE = 5;

/**
 * The values of one facet in ten minutes and their sums, a row for each value, status and window (`bin`) of the facet's finest width. The texts lie
 * together in one block of bytes and the sums in columns: ten thousands of values are a handful of objects, take 80 bytes each, and are added to
 * another table without making a text of one of them.
 */
export class ValueTable {
  readonly #rows = new TextRows();
  #sums = new Float64Array(this.#rows.capacity * SUMS);
  /** Undefined while all of it would be 0. */
  #rare: Float64Array | undefined;

  /** How many rows there are. */
  get size(): number {
    return this.#rows.size;
  }

  /** Counts a request. @param status 0 to 999 */
  add(bin: number, value: string, status: number, { isError, isFault, bytes, durationUs }: Measured): void {
    const row = this.#grown(this.#rows.rowOfText(value, bin * STATUSES + status));
    const at = row * SUMS;
    const sums = this.#sums;
    sums[at + REQUESTS] = (sums[at + REQUESTS] as number) + 1;
    if (isError) sums[at + ERRORS] = (sums[at + ERRORS] as number) + 1;
    if (isFault) sums[at + FAULTS] = (sums[at + FAULTS] as number) + 1;
    sums[at + BYTES] = (sums[at + BYTES] as number) + bytes;
    if (durationUs >= 0) this.#addRare(row, 1, durationUs, durationUs, 0, 0);
  }

  addCounts(bin: number, value: string, status: number, counts: Counts): void {
    this.#add(this.#grown(this.#rows.rowOfText(value, bin * STATUSES + status)), counts);
  }

  /** Adds what another table has. */
  merge(other: ValueTable): void {
    const counts = new Counts();
    this.#expect(other.size, other.#rows.bytes.length);
    for (let row = 0; row < other.size; row += 1) {
      other.#load(row, counts);
      this.#add(this.#grown(this.#rows.rowOfRow(other.#rows, row)), counts);
    }
  }

  /** What there is of windows before this one came late. */
  markLate(bins: number): void {
    for (let row = 0; row < this.size; row += 1)
      if (this.#binOf(row) < bins) this.#addRare(row, 0, 0, 0, this.#requests(row), 0);
  }

  /** Calls `visit` with every row that is not `(other)`: its value's bytes as characters, and its sums. */
  eachValue(visit: (value: string, requests: number, errors: number, durationUs: number) => void): void {
    for (let row = 0; row < this.size; row += 1) {
      const value = this.#bytesOf(row);
      if (value === OTHER) continue;
      const errors = this.#sums[row * SUMS + ERRORS] as number;
      visit(value, this.#requests(row), errors, this.#rare?.[row * RARE + DURATION] ?? 0);
    }
  }

  each(visit: (bin: number, value: string, cell: Cell) => void): void {
    for (let row = 0; row < this.size; row += 1) {
      const value = this.#rows.bytes.toString('utf8', this.#rows.startOf(row), this.#rows.endOf(row));
      const cell = new Cell(this.#statusOf(row), value === OTHER);
      this.#load(row, cell);
      visit(this.#binOf(row), value, cell);
    }
  }

  /**
   * The same with some values added up as `(other)`, whose `cut` grows by the most that one of their rows had.
   *
   * @param isCut gets values as {@link eachValue} gives them
   */
  cut(isCut: (value: string) => boolean): ValueTable {
    const left = new ValueTable();
    const counts = new Counts();
    const cut = new Map<number, number>();
    for (let row = 0; row < this.size; row += 1) {
      const tag = this.#rows.tagOf(row);
      const value = this.#bytesOf(row);
      const goes = value !== OTHER && isCut(value);
      this.#load(row, counts);
      if (goes) cut.set(tag, Math.max(cut.get(tag) ?? 0, counts.requests));
      const into = goes ? left.#rows.rowOfText(OTHER, tag) : left.#rows.rowOfRow(this.#rows, row);
      left.#add(left.#grown(into), counts);
    }
    for (const [tag, requests] of cut) left.#addRare(left.#rows.rowOfText(OTHER, tag), 0, 0, 0, 0, requests);
    return left;
  }

  /** Writes its rows, window by window. @param sorted by value and status; else as they came */
  write(writer: ByteWriter, byStatus: boolean, sorted: boolean): void {
    const rowsOfBins: (number[] | undefined)[] = [];
    for (let row = 0; row < this.size; row += 1) (rowsOfBins[this.#binOf(row)] ??= []).push(row);
    writer.number(rowsOfBins.reduce((count) => count + 1, 0));
    rowsOfBins.forEach((rows, bin) => {
      writer.number(bin);
      if (rows !== undefined) this.#writeRows(sorted ? this.#sorted(rows) : rows, writer, byStatus);
    });
  }

  /** Adds what {@link write} wrote of one window. @throws StatisticsFormatError */
  mergeFrom(reader: ByteReader, bin: number, byStatus: boolean, isLate: boolean): void {
    const counts = new Counts();
    const count = reader.number();
    // A byte for each is the least that there is, whatever the number says.
    this.#expect(Math.min(count, reader.left), 0);
    for (let values = count; values > 0; values -= 1) {
      const { bytes, start, end } = reader.part();
      for (let statuses = byStatus ? reader.number() : 1; statuses > 0; statuses -= 1) {
        const status = byStatus ? reader.number() : 0;
        counts.clear();
        counts.mergeFrom(reader);
        if (isLate) counts.late += counts.requests;
        this.#add(this.#grown(this.#rows.rowOf(bytes, start, end, bin * STATUSES + (status % STATUSES))), counts);
      }
    }
  }

  #writeRows(rows: readonly number[], writer: ByteWriter, byStatus: boolean): void {
    const counts = new Counts();
    writer.number(rows.length);
    for (const row of rows) {
      writer.part(this.#rows.bytes, this.#rows.startOf(row), this.#rows.endOf(row));
      if (byStatus) {
        // A value that is there with another status too has another entry.
        writer.number(1);
        writer.number(this.#statusOf(row));
      }
      this.#load(row, counts);
      counts.write(writer);
    }
  }

  #requests(row: number): number {
    return this.#sums[row * SUMS + REQUESTS] as number;
  }

  /** A row's value, each byte of which is a character: quicker than its text, and as good to compare. */
  #bytesOf(row: number): string {
    return this.#rows.bytes.toString('latin1', this.#rows.startOf(row), this.#rows.endOf(row));
  }

  #binOf(row: number): number {
    return Math.floor(this.#rows.tagOf(row) / STATUSES);
  }

  #statusOf(row: number): number {
    return this.#rows.tagOf(row) % STATUSES;
  }

  /** Makes room for so many rows at once, where there is nothing yet: otherwise memory would double again and again. */
  #expect(rows: number, bytes: number): void {
    if (this.size > 0 || rows <= this.#rows.capacity) return;
    this.#rows.expect(rows, bytes);
    this.#sums = new Float64Array(this.#rows.capacity * SUMS);
  }

  /** Makes room for the sums of a row that may be new. */
  #grown(row: number): number {
    if (row * SUMS < this.#sums.length) return row;
    const sums = new Float64Array(this.#rows.capacity * SUMS);
    sums.set(this.#sums);
    this.#sums = sums;
    if (this.#rare !== undefined) {
      const rare = new Float64Array(this.#rows.capacity * RARE);
      rare.set(this.#rare);
      this.#rare = rare;
    }
    return row;
  }

  #load(row: number, counts: Counts): void {
    const at = row * SUMS;
    counts.requests = this.#sums[at + REQUESTS] as number;
    counts.errors = this.#sums[at + ERRORS] as number;
    counts.faults = this.#sums[at + FAULTS] as number;
    counts.bytes = this.#sums[at + BYTES] as number;
    const rare = this.#rare;
    if (rare === undefined) return;
    counts.timed = rare[row * RARE + TIMED] as number;
    counts.durationUs = rare[row * RARE + DURATION] as number;
    counts.longestUs = rare[row * RARE + LONGEST] as number;
    counts.late = rare[row * RARE + LATE] as number;
    counts.cut = rare[row * RARE + CUT] as number;
  }

  #add(row: number, { requests, errors, faults, bytes, timed, durationUs, longestUs, late, cut }: Counts): void {
    const at = row * SUMS;
    const sums = this.#sums;
    sums[at + REQUESTS] = (sums[at + REQUESTS] as number) + requests;
    sums[at + ERRORS] = (sums[at + ERRORS] as number) + errors;
    sums[at + FAULTS] = (sums[at + FAULTS] as number) + faults;
    sums[at + BYTES] = (sums[at + BYTES] as number) + bytes;
    if (timed > 0 || late > 0 || cut > 0) this.#addRare(row, timed, durationUs, longestUs, late, cut);
  }

  #addRare(row: number, timed: number, durationUs: number, longestUs: number, late: number, cut: number): void {
    const rare = (this.#rare ??= new Float64Array(this.#rows.capacity * RARE));
    const at = row * RARE;
    rare[at + TIMED] = (rare[at + TIMED] as number) + timed;
    rare[at + DURATION] = (rare[at + DURATION] as number) + durationUs;
    rare[at + LONGEST] = Math.max(rare[at + LONGEST] as number, longestUs);
    rare[at + LATE] = (rare[at + LATE] as number) + late;
    rare[at + CUT] = (rare[at + CUT] as number) + cut;
  }

  #sorted(given: readonly number[]): number[] {
    const rows = given.map((row) => {
      const value = this.#rows.bytes.subarray(this.#rows.startOf(row), this.#rows.endOf(row));
      return { row, value, tag: this.#rows.tagOf(row) };
    });
    return rows.sort((a, b) => Buffer.compare(a.value, b.value) || a.tag - b.tag).map(({ row }) => row);
  }
}
