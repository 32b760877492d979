import { ByteReader, ByteWriter } from '@log-monitor/access-statistics';
import {
  type NamedPlace,
  NUMBERS_OF_PLACE,
  type RequestCell,
  type RequestMinute,
  type RequestPlace,
} from './request-sums.js';

/** The first byte: another format has another one. */
const VERSION = 1;

/**
 * Requests of one minute as bytes: the names of sources and hosts once, then for each cell its numbers, its route and its latencies. The cells are put in
 * an order, so that those of minutes that follow one another are much alike.
 *
 * @returns null for none
 */
export function encodeRequests(cells: readonly RequestCell[]): Buffer | null {
  if (cells.length === 0) return null;
  const sorted = cells.map((cell) => ({ cell, name: nameOf(cell) })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = [...new Set(sorted.flatMap(({ cell: { source, host } }) => [source, host]))];
  const places = new Map(names.map((name, index) => [name, index]));
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.number(names.length);
  for (const name of names) writer.text(name);
  for (const { cell } of sorted) {
    writer.number(places.get(cell.source) as number);
    writer.number(places.get(cell.host) as number);
    writer.text(cell.route);
    for (const number of [cell.status, cell.requests, cell.errors, cell.faults]) writer.number(number);
    writer.block(cell.latency);
  }
  return writer.take();
}

/** Reads what {@link encodeRequests} gave. Most minutes are about the same places as the minute before, in the same order: these are not made again. */
export class RequestReader {
  #before: readonly NamedPlace[] = [];
  /** Where in the minute before the next place is expected. */
  #expected = 0;

  /**
   * @param minute its start, milliseconds since 1970
   * @param wantsLatency false: latencies are left out
   * @throws StatisticsFormatError
   */
  read(minute: number, bytes: Uint8Array | null, wantsLatency: boolean): Omit<RequestMinute, 'behind'> {
    if (bytes === null) return { minute, places: [], numbers: new Float64Array(), latencies: undefined };
    const reader = new ByteReader(bytes);
    if (reader.byte() !== VERSION) throw new TypeError('requests of a minute are in a format that is not known');
    const names = Array.from({ length: reader.number() }, () => reader.text());
    const places: NamedPlace[] = [];
    const numbers: number[] = [];
    const bounds: number[] = [];
    this.#expected = 0;
    while (!reader.atEnd) {
      const source = names[reader.number()] ?? '';
      const host = names[reader.number()] ?? '';
      const route = reader.text();
      places.push(this.#placeOf({ source, host, route, status: reader.number() }));
      for (let count = 0; count < NUMBERS_OF_PLACE; count += 1) numbers.push(reader.number());
      const { start, end } = reader.part();
      if (wantsLatency) bounds.push(start, end);
    }
    const isLikeBefore = places.length === this.#before.length && places.every((one, at) => one === this.#before[at]);
    if (!isLikeBefore) this.#before = places;
    const latencies = wantsLatency ? { bytes, bounds: new Int32Array(bounds) } : undefined;
    return { minute, places: this.#before, numbers: new Float64Array(numbers), latencies };
  }

  #placeOf(place: RequestPlace): NamedPlace {
    const expected = this.#before[this.#expected];
    if (expected !== undefined && isSame(expected, place)) {
      this.#expected += 1;
      return expected;
    }
    const name = nameOf(place);
    while ((this.#before[this.#expected]?.name ?? name) < name) this.#expected += 1;
    const known = this.#before[this.#expected];
    return known?.name === name ? known : { ...place, name };
  }
}

function isSame(left: RequestPlace, right: RequestPlace): boolean {
  return (
    left.status === right.status &&
    left.host === right.host &&
    left.route === right.route &&
    left.source === right.source
  );
}

function nameOf({ source, host, route, status }: RequestPlace): string {
  return `${source}\n${host}\n${status}\n${route}`;
}
