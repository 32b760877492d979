import { ByteReader, ByteWriter } from '@log-monitor/access-statistics';
import type { ClosedMinute } from './log-sums.js';

/** The first byte: another format has another one. */
const VERSION = 1;
/** A service and a level are one number: levels are 1 to 5. */
const PLACES = 8;

/**
 * Counters of one minute as bytes: for each service and level how far it is from the one before, and the count. Most take three bytes.
 *
 * @param minute in the order of its services
 */
export function encodeMinute({ serviceIds, levels, counts }: Omit<ClosedMinute, 'minute'>): Buffer {
  const writer = new ByteWriter();
  writer.byte(VERSION);
  let service = 0;
  for (let at = 0; at < counts.length; at += 1) {
    writer.number(((serviceIds[at] as number) - service) * PLACES + (levels[at] as number));
    writer.number(counts[at] as number);
    service = serviceIds[at] as number;
  }
  return writer.take();
}

/** Reads what {@link encodeMinute} gave. Most minutes are about the same services and levels as the minute before, and share the arrays. */
export class MinuteReader {
  readonly #wanted: ReadonlySet<number> | undefined;
  #places: readonly number[] = [];
  #serviceIds = new Int32Array();
  #levels = new Uint8Array();

  /** @param serviceIds undefined: all */
  constructor(serviceIds?: readonly number[]) {
    this.#wanted = serviceIds && new Set(serviceIds);
  }

  /**
   * @param minute its start, milliseconds since 1970
   * @throws StatisticsFormatError
   */
  read(minute: number, bytes: Uint8Array): ClosedMinute {
    const reader = new ByteReader(bytes);
    if (reader.byte() !== VERSION) throw new TypeError('the counters of a minute are in a format that is not known');
    const places: number[] = [];
    const counts: number[] = [];
    let service = 0;
    while (!reader.atEnd) {
      const place = reader.number();
      const count = reader.number();
      service += Math.floor(place / PLACES);
      if (this.#wanted?.has(service) === false) continue;
      places.push(service * PLACES + (place % PLACES));
      counts.push(count);
    }
    if (!this.#isAbout(places)) this.#use(places);
    return { minute, serviceIds: this.#serviceIds, levels: this.#levels, counts: new Float64Array(counts) };
  }

  #isAbout(places: readonly number[]): boolean {
    const before = this.#places;
    if (places.length !== before.length) return false;
    for (let at = 0; at < places.length; at += 1) if (places[at] !== before[at]) return false;
    return true;
  }

  #use(places: readonly number[]): void {
    this.#places = places;
    this.#serviceIds = new Int32Array(places.length);
    this.#levels = new Uint8Array(places.length);
    for (let at = 0; at < places.length; at += 1) {
      const place = places[at] as number;
      this.#serviceIds[at] = Math.floor(place / PLACES);
      this.#levels[at] = place % PLACES;
    }
  }
}
