import { hashText } from './text-hash.js';

/** Lengths of time that a place may have, in milliseconds; each fits into a day, since a day's places go with its records. */
const WIDTHS = [100, 1000, 10_000, 60_000] as const;
const WIDEST = 600_000;
/** A place should stand for so many records at least, or noting them costs as much as an index on every row. */
const LEAST_RECORDS = 8;

/** A service's records within a short time, and the requests that they belong to. */
export interface RequestPlace {
  serviceId: number;
  /** Milliseconds since 1970. */
  start: number;
  /** Milliseconds. */
  length: number;
  /** {@link hashText} of the requests' ids, each once, in rising order: PostgreSQL's index takes sorted ones in half the time. */
  hashes: Int32Array;
}

/** Where the requests of one batch have their records. */
export class RequestPlaces {
  /** By service, then by the begin of the shortest place. */
  readonly #services = new Map<number, Map<number, number[]>>();
  #records = 0;
  /** The place of the record before: the next one is mostly in it, too. */
  #serviceId = 0;
  #start = Number.NaN;
  #hashes: number[] = [];

  /**
   * Notes a record.
   *
   * @param time milliseconds since 1970
   * @param bytes where its request's id lies, from `start` to before `end`
   */
  add(serviceId: number, time: number, bytes: Uint8Array, start: number, end: number): void {
    const begin = startOf(time, WIDTHS[0]);
    if (begin !== this.#start || serviceId !== this.#serviceId) this.#moveTo(serviceId, begin);
    this.#hashes.push(hashText(bytes, start, end));
    this.#records += 1;
  }

  /** Short where there are many records, long where the batch is spread over a long time. */
  list(): RequestPlace[] {
    const most = this.#records / LEAST_RECORDS + this.#services.size;
    const length = WIDTHS.find((width) => this.#countOf(width) <= most) ?? WIDEST;
    return [...this.#services].flatMap(([serviceId, byStart]) =>
      [...(length === WIDTHS[0] ? byStart : widened(byStart, length))].map(([start, hashes]) => ({
        ...{ serviceId, start, length, hashes: sortedOnce(hashes) },
      })),
    );
  }

  #moveTo(serviceId: number, begin: number): void {
    let byStart = this.#services.get(serviceId);
    if (byStart === undefined) this.#services.set(serviceId, (byStart = new Map<number, number[]>()));
    let hashes = byStart.get(begin);
    if (hashes === undefined) byStart.set(begin, (hashes = []));
    this.#serviceId = serviceId;
    this.#start = begin;
    this.#hashes = hashes;
  }

  #countOf(width: number): number {
    let count = 0;
    for (const byStart of this.#services.values()) {
      count += new Set([...byStart.keys()].map((start) => startOf(start, width))).size;
    }
    return count;
  }
}

const startOf = (time: number, width: number): number => Math.floor(time / width) * width;

/** The same by a longer time. */
function widened(byStart: ReadonlyMap<number, readonly number[]>, width: number): Map<number, number[]> {
  const wide = new Map<number, number[]>();
  for (const [given, hashes] of byStart) {
    const start = startOf(given, width);
    const known = wide.get(start);
    if (known === undefined) wide.set(start, [...hashes]);
    else for (const hash of hashes) known.push(hash);
  }
  return wide;
}

function sortedOnce(hashes: readonly number[]): Int32Array {
  const sorted = Int32Array.from(hashes).sort();
  let kept = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    const hash = sorted[at] as number;
    if (kept === 0 || hash !== sorted[kept - 1]) sorted[kept++] = hash;
  }
  return sorted.subarray(0, kept);
}
