import { type ByteWriter, TextRows } from '@log-monitor/access-statistics';
import { WrittenNames } from '../body-names.js';
import type { GroupedRows } from '../rows/grouped-rows.js';
import { PairRows } from '../rows/pair-rows.js';

/** Hosts of windows. A host has a number in each window. */
export class HostRows {
  readonly #names = new TextRows();
  readonly #written = new WrittenNames();
  /** By window and name. */
  readonly #hosts = new PairRows();
  #byWindow: GroupedRows | undefined;
  /** What was asked for last: the next line is mostly of the same. */
  #last = -1;
  #lastWindow = -1;
  #lastName = '';
  #lastNumber = -1;
  /** By number: how many hosts of the same window come before it. */
  #places = new Uint32Array(0);

  get size(): number {
    return this.#hosts.size;
  }

  /** The number of a host in a window. */
  of(window: number, host: string): number {
    const isLast = host === this.#lastName && this.#lastNumber >= 0;
    if (isLast && window === this.#lastWindow) return this.#last;
    if (!isLast) this.#lastNumber = this.#names.rowOfText(host, 0);
    this.#last = this.#hosts.rowOf(window, this.#lastNumber);
    this.#lastWindow = window;
    this.#lastName = host;
    return this.#last;
  }

  /** Puts what there is in order, for all that follows. @param windows how many there are */
  group(windows: number): void {
    this.#byWindow = this.#hosts.byFirst(windows);
    this.#places = new Uint32Array(this.size);
    for (let window = 0; window < windows; window += 1) {
      const start = this.#byWindow.startOf(window);
      const end = this.#byWindow.endOf(window);
      for (let place = start; place < end; place += 1) this.#places[this.#byWindow.rowAt(place)] = place - start;
    }
  }

  /** By window; there after {@link group}. */
  get byWindow(): GroupedRows {
    return this.#byWindow as GroupedRows;
  }

  placeOf(host: number): number {
    return this.#places[host] as number;
  }

  nameOf(host: number): string {
    const name = this.#hosts.secondOf(host);
    return this.#names.bytes.toString('utf8', this.#names.startOf(name), this.#names.endOf(name));
  }

  writeName(writer: ByteWriter, host: number): void {
    const name = this.#hosts.secondOf(host);
    this.#written.write(writer, name, this.#names.bytes, this.#names.startOf(name), this.#names.endOf(name));
  }

  /** To be called before what is to be read by itself. */
  beginBody(): void {
    this.#written.clear();
  }

  clear(): void {
    this.#names.clear();
    this.#hosts.clear();
    this.#lastWindow = -1;
    this.#lastNumber = -1;
    this.#byWindow = undefined;
  }
}
