import { type ByteWriter, TextRows } from '@log-monitor/access-statistics';
import { GroupedRows } from './grouped-rows.js';

/** Hosts of windows. A host has a number in each window. */
export class HostRows {
  readonly #hosts = new TextRows();
  #byWindow: GroupedRows | undefined;
  /** What was asked for last: the next line is mostly of the same. */
  #last = -1;
  #lastWindow = -1;
  #lastName = '';
  /** By number: how many hosts of the same window come before it. */
  #places = new Uint32Array(0);

  get size(): number {
    return this.#hosts.size;
  }

  /** The number of a host in a window. */
  of(window: number, host: string): number {
    if (window === this.#lastWindow && host === this.#lastName) return this.#last;
    this.#last = this.#hosts.rowOfText(host, window);
    this.#lastWindow = window;
    this.#lastName = host;
    return this.#last;
  }

  /** Puts what there is in order, for all that follows. @param windows how many there are */
  group(windows: number): void {
    this.#byWindow = new GroupedRows(this.size, windows, (host) => this.#hosts.tagOf(host));
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
    return this.#hosts.bytes.toString('utf8', this.#hosts.startOf(host), this.#hosts.endOf(host));
  }

  writeName(writer: ByteWriter, host: number): void {
    writer.part(this.#hosts.bytes, this.#hosts.startOf(host), this.#hosts.endOf(host));
  }

  clear(): void {
    this.#hosts.clear();
    this.#lastWindow = -1;
    this.#byWindow = undefined;
  }
}
