import { hashText } from './text-hash.js';

/** Lengths of time that a place may have, in seconds; each fits into a day, since a day's places go with its records. */
const WIDTHS = [1, 10, 60] as const;
const WIDEST = 600;
/** A place should stand for so many records at least, or noting them costs as much as an index on every row. */
const LEAST_RECORDS = 16;

/** A service's records within some seconds, and the requests that they belong to. */
export interface RequestPlace {
  serviceId: number;
  /** First second, since 1970. */
  start: number;
  /** How many seconds. */
  seconds: number;
  /** {@link hashText} of the requests' ids. */
  hashes: ReadonlySet<number>;
}

/** Where the requests of one batch have their records. */
export class RequestPlaces {
  /** By service, then by second. */
  readonly #services = new Map<number, Map<number, Set<number>>>();
  #records = 0;
  /** The place of the record before: the next one is mostly in it, too. */
  #serviceId = 0;
  #second = Number.NaN;
  #hashes = new Set<number>();

  /**
   * Notes a record.
   *
   * @param time milliseconds since 1970
   * @param bytes where its request's id lies, from `start` to before `end`
   */
  add(serviceId: number, time: number, bytes: Uint8Array, start: number, end: number): void {
    const second = Math.floor(time / 1000);
    if (second !== this.#second || serviceId !== this.#serviceId) this.#moveTo(serviceId, second);
    this.#hashes.add(hashText(bytes, start, end));
    this.#records += 1;
  }

  /** Seconds where they have many records, minutes where the batch is spread over a long time. */
  list(): RequestPlace[] {
    const most = this.#records / LEAST_RECORDS + this.#services.size;
    const seconds = WIDTHS.find((width) => this.#countOf(width) <= most) ?? WIDEST;
    return [...this.#services].flatMap(([serviceId, bySecond]) =>
      [...widened(bySecond, seconds)].map(([start, hashes]) => ({ serviceId, start, seconds, hashes })),
    );
  }

  #moveTo(serviceId: number, second: number): void {
    let seconds = this.#services.get(serviceId);
    if (seconds === undefined) this.#services.set(serviceId, (seconds = new Map<number, Set<number>>()));
    let hashes = seconds.get(second);
    if (hashes === undefined) seconds.set(second, (hashes = new Set<number>()));
    this.#serviceId = serviceId;
    this.#second = second;
    this.#hashes = hashes;
  }

  #countOf(width: number): number {
    let count = 0;
    for (const seconds of this.#services.values()) {
      count +=
        width === 1 ? seconds.size : new Set([...seconds.keys()].map((second) => second - (second % width))).size;
    }
    return count;
  }
}

/** The same by a longer time. */
function widened(bySecond: ReadonlyMap<number, ReadonlySet<number>>, seconds: number): Map<number, Set<number>> {
  const wide = new Map<number, Set<number>>();
  for (const [second, hashes] of bySecond) {
    const start = second - (second % seconds);
    const known = wide.get(start);
    if (known === undefined) wide.set(start, new Set(hashes));
    else for (const hash of hashes) known.add(hash);
  }
  return wide;
}
