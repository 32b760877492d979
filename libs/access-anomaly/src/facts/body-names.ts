import {
  type ByteReader,
  type ByteWriter,
  type KnownTexts,
  StatisticsFormatError,
} from '@log-monitor/access-statistics';
import { NumberRows } from './rows/number-rows.js';

/** Stands before a name that is written whole. */
const NEW = 0;

/** Names of what is written together: each is written whole once, from then on by its place among them, from 1. A day has the same routes in each window. */
export class WrittenNames {
  /** By the name's number: its place; 0: it was not written yet. */
  readonly #places = new NumberRows(1);
  #size = 0;

  /**
   * @param name its number
   * @param bytes where it lies as UTF-8, from `start` to before `end`
   */
  write(writer: ByteWriter, name: number, bytes: Uint8Array, start: number, end: number): void {
    const at = this.#places.place(name);
    const place = this.#places.numbers[at] as number;
    if (place !== NEW) return writer.number(place);
    this.#size += 1;
    this.#places.numbers[at] = this.#size;
    writer.number(NEW);
    writer.part(bytes, start, end);
  }

  clear(): void {
    this.#places.clear();
    this.#size = 0;
  }
}

/** Reads what {@link WrittenNames} wrote. */
export class ReadNames {
  readonly #names: string[] = [];

  /** @param texts names that were read before */
  constructor(private readonly texts: KnownTexts | undefined) {}

  /** @throws StatisticsFormatError */
  read(reader: ByteReader): string {
    const place = reader.number();
    const known = place === NEW ? reader.text(this.texts) : this.#names[place - 1];
    if (known === undefined) throw new StatisticsFormatError(`name ${place} was not written`);
    if (place === NEW) this.#names.push(known);
    return known;
  }
}
