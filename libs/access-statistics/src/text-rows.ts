import { HASH_FACTOR, HASH_SEED, hashBytes, spread } from './hash-bytes.js';

const FIRST_ROWS = 16;
const FIRST_BYTES = 512;
/** Of addresses; paths are longer. */
const BYTES_OF_TEXT = 16;

/** Numbers per row. */
const END = 0;
const TAG = 1;
const HASH = 2;
const KEYS = 3;

/** Rows by a text and a number (its tag), in the order in which they came. The texts lie one after the other in one block of bytes. */
export class TextRows {
  /** UTF-8 of all texts. */
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #keys = new Int32Array(FIRST_ROWS * KEYS);
  /** Open addressing; 0: free, else the row + 1. */
  #places = new Int32Array(FIRST_ROWS * 2);
  #size = 0;

  /** How many rows there are, and for how many there is room. */
  get size(): number {
    return this.#size;
  }

  get capacity(): number {
    return this.#keys.length / KEYS;
  }

  /** UTF-8 of all texts: good until the next row. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  startOf(row: number): number {
    return row === 0 ? 0 : (this.#keys[(row - 1) * KEYS + END] as number);
  }

  endOf(row: number): number {
    return this.#keys[row * KEYS + END] as number;
  }

  tagOf(row: number): number {
    return this.#keys[row * KEYS + TAG] as number;
  }

  /** Makes room for so many rows and bytes of texts. Only while there is no row. */
  expect(rows: number, bytes: number): void {
    let capacity = FIRST_ROWS;
    while (capacity < rows) capacity *= 2;
    this.#keys = new Int32Array(capacity * KEYS);
    this.#places = new Int32Array(capacity * 2);
    this.#bytes = Buffer.allocUnsafe(Math.max(bytes, rows * BYTES_OF_TEXT));
  }

  /** Forgets all rows and keeps the memory. */
  clear(): void {
    this.#places.fill(0);
    this.#size = 0;
  }

  /** The row of another one's text and tag. */
  rowOfRow(other: TextRows, row: number): number {
    const hash = other.#keys[row * KEYS + HASH] as number;
    return this.rowOf(other.#bytes, other.startOf(row), other.endOf(row), other.tagOf(row), hash);
  }

  /** The row that has another one's text and tag; -1: there is none. */
  findRow(other: TextRows, row: number): number {
    const hash = other.#keys[row * KEYS + HASH] as number;
    return this.find(other.#bytes, other.startOf(row), other.endOf(row), other.tagOf(row), hash);
  }

  /** The row of a text as UTF-8; -1: there is none. @param hash undefined: it is worked out */
  find(bytes: Uint8Array, start: number, end: number, tag: number, hash = hashBytes(bytes, start, end, tag)): number {
    const places = this.#places;
    const mask = places.length - 1;
    let place = spread(hash) & mask;
    for (let found = places[place] as number; found !== 0; found = places[place] as number) {
      if (this.#isRow(found - 1, hash, tag, end - start) && this.#hasBytes(found - 1, bytes, start)) return found - 1;
      place = (place + 1) & mask;
    }
    return -1;
  }

  /** The row of a text; it is made when there is none. */
  rowOfText(value: string, tag: number): number {
    let hash = HASH_SEED ^ tag;
    for (let at = 0; at < value.length; at += 1) {
      const unit = value.charCodeAt(at);
      if (unit > 0x7f) {
        const bytes = Buffer.from(value, 'utf8');
        return this.rowOf(bytes, 0, bytes.length, tag);
      }
      hash = Math.imul(hash ^ unit, HASH_FACTOR);
    }
    const places = this.#places;
    const mask = places.length - 1;
    let place = spread(hash) & mask;
    for (let found = places[place] as number; found !== 0; found = places[place] as number) {
      if (this.#isRow(found - 1, hash, tag, value.length) && this.#hasText(found - 1, value)) return found - 1;
      place = (place + 1) & mask;
    }
    const row = this.#newRow(hash, tag, value.length);
    const start = this.startOf(row);
    for (let at = 0; at < value.length; at += 1) this.#bytes[start + at] = value.charCodeAt(at);
    return row;
  }

  /** The row of a text as UTF-8; it is made when there is none. @param hash undefined: it is worked out */
  rowOf(bytes: Uint8Array, start: number, end: number, tag: number, hash = hashBytes(bytes, start, end, tag)): number {
    const found = this.find(bytes, start, end, tag, hash);
    if (found >= 0) return found;
    const row = this.#newRow(hash, tag, end - start);
    const to = this.startOf(row);
    for (let at = start; at < end; at += 1) this.#bytes[to + at - start] = bytes[at] as number;
    return row;
  }

  #isRow(row: number, hash: number, tag: number, length: number): boolean {
    const keys = this.#keys;
    const at = row * KEYS;
    return (
      keys[at + HASH] === hash && keys[at + TAG] === tag && (keys[at + END] as number) - this.startOf(row) === length
    );
  }

  #hasText(row: number, value: string): boolean {
    const start = this.startOf(row);
    for (let at = 0; at < value.length; at += 1) if (this.#bytes[start + at] !== value.charCodeAt(at)) return false;
    return true;
  }

  #hasBytes(row: number, bytes: Uint8Array, start: number): boolean {
    const own = this.startOf(row);
    const length = (this.#keys[row * KEYS + END] as number) - own;
    for (let at = 0; at < length; at += 1) if (this.#bytes[own + at] !== bytes[start + at]) return false;
    return true;
  }

  /** @returns a row whose bytes are still to be written */
  #newRow(hash: number, tag: number, length: number): number {
    const row = this.#size;
    const end = this.startOf(row) + length;
    if ((row + 1) * KEYS > this.#keys.length) this.#grow();
    if (end > this.#bytes.length) {
      const bytes = Buffer.allocUnsafe(Math.max(end, 2 * this.#bytes.length));
      this.#bytes.copy(bytes, 0, 0, this.startOf(row));
      this.#bytes = bytes;
    }
    this.#keys[row * KEYS + END] = end;
    this.#keys[row * KEYS + TAG] = tag;
    this.#keys[row * KEYS + HASH] = hash;
    this.#size += 1;
    this.#place(row, hash);
    return row;
  }

  #place(row: number, hash: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let place = spread(hash) & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = row + 1;
  }

  #grow(): void {
    const keys = new Int32Array(2 * this.#keys.length);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#places = new Int32Array(2 * this.#places.length);
    for (let row = 0; row < this.#size; row += 1) this.#place(row, keys[row * KEYS + HASH] as number);
  }
}
