import { ByteReader, ByteWriter } from './bytes.js';

/** Largest relative error of a quantile. */
const LATENCY_ERROR = 0.01;
/** Shorter durations count as 0 ms, longer ones as the longest, milliseconds. */
const SHORTEST_MS = 0.01;
const LONGEST_MS = 86_400_000;

const GROWTH = (1 + LATENCY_ERROR) / (1 - LATENCY_ERROR);
const PER_LOG = 1 / Math.log(GROWTH);
const FIRST = Math.ceil(Math.log(SHORTEST_MS) * PER_LOG);
const LAST_BUCKET = Math.ceil(Math.log(LONGEST_MS) * PER_LOG) - FIRST + 1;
/** Buckets taken into memory at once. */
const STEP = 32;

/**
 * How long requests took: counts in buckets whose bounds grow by 2 %, so that every quantile is right to 1 % (DDSketch, Masson et al., VLDB 2019).
 * Adding and merging give the same histogram in any order. Bucket 0 holds what took less than 0.01 ms.
 */
export class LatencyHistogram {
  /** Counts of the buckets from `#from` on. */
  #counts: number[] = [];
  #from = 0;
  #total = 0;

  /** How many durations were added. */
  get count(): number {
    return this.#total;
  }

  /** @param durationMs not negative */
  add(durationMs: number): void {
    const bucket = bucketOf(durationMs);
    let at = bucket - this.#from;
    if (at < 0 || at >= this.#counts.length) at = this.#include(bucket);
    this.#counts[at] = (this.#counts[at] as number) + 1;
    this.#total += 1;
  }

  /** @param sign -1 takes away what was merged before */
  merge(other: LatencyHistogram, sign: 1 | -1 = 1): void {
    if (other.#total === 0) return;
    const given = other.#counts;
    if (this.#from > other.#from || this.#counts.length === 0) this.#include(other.#from);
    const last = other.#from + given.length - 1;
    if (last >= this.#from + this.#counts.length) this.#include(last);
    const counts = this.#counts;
    const shift = other.#from - this.#from;
    for (let index = 0; index < given.length; index += 1) {
      counts[index + shift] = (counts[index + shift] as number) + sign * (given[index] as number);
    }
    this.#total += sign * other.#total;
  }

  /**
   * @param share 0 to 1; 0.95 is the 95th percentile
   * @returns milliseconds, at most 1 % away from the exact quantile (nearest rank); undefined without durations
   */
  quantile(share: number): number | undefined {
    return this.quantiles([share])?.[0];
  }

  /**
   * Several quantiles in one go over the buckets.
   *
   * @param shares as for `quantile`, rising
   * @returns undefined without durations
   */
  quantiles(shares: readonly number[]): number[] | undefined {
    if (this.#total === 0) return undefined;
    let seen = 0;
    let index = 0;
    return shares.map((share) => {
      const rank = Math.min(this.#total, Math.max(1, Math.ceil(share * this.#total)));
      while (seen < rank) {
        seen += this.#counts[index] as number;
        index += 1;
      }
      return middleOf(this.#from + index - 1);
    });
  }

  /** How many durations are at most so long, right to 1 % of the duration. */
  countTo(durationMs: number): number {
    const last = Math.min(bucketOf(durationMs) - this.#from, this.#counts.length - 1);
    let count = 0;
    for (let index = 0; index <= last; index += 1) count += this.#counts[index] as number;
    return count;
  }

  encode(): Buffer {
    const writer = new ByteWriter();
    this.write(writer);
    return writer.take();
  }

  /** The same histogram always gives the same bytes. */
  write(writer: ByteWriter): void {
    let next = 0;
    for (let index = 0; index < this.#counts.length; index += 1) {
      const count = this.#counts[index] as number;
      if (count === 0) continue;
      const bucket = this.#from + index;
      writer.number(bucket - next);
      writer.number(count);
      next = bucket + 1;
    }
  }

  /** @throws StatisticsFormatError */
  static decode(bytes: Uint8Array): LatencyHistogram {
    const histogram = new LatencyHistogram();
    histogram.mergeEncoded(bytes);
    return histogram;
  }

  /**
   * Adds what {@link encode} gave.
   *
   * @param sign -1 takes it away again
   * @throws StatisticsFormatError
   */
  mergeEncoded(bytes: Uint8Array, sign: 1 | -1 = 1): void {
    const reader = new ByteReader(bytes);
    let next = 0;
    while (!reader.atEnd) {
      const bucket = Math.min(next + reader.number(), LAST_BUCKET);
      this.#addTo(bucket, sign * reader.number());
      next = bucket + 1;
    }
  }

  #addTo(bucket: number, count: number): void {
    let at = bucket - this.#from;
    if (at < 0 || at >= this.#counts.length) at = this.#include(bucket);
    this.#counts[at] = (this.#counts[at] as number) + count;
    this.#total += count;
  }

  /** Takes memory for a bucket. @returns its index */
  #include(bucket: number): number {
    const wanted = bucket - (bucket % STEP);
    const from = this.#counts.length === 0 ? wanted : Math.min(this.#from, wanted);
    const end = Math.max(this.#counts.length === 0 ? 0 : this.#from + this.#counts.length, wanted + STEP);
    const counts = new Array<number>(end - from).fill(0);
    const shift = this.#from - from;
    for (let index = 0; index < this.#counts.length; index += 1) counts[shift + index] = this.#counts[index] as number;
    this.#counts = counts;
    this.#from = from;
    return bucket - from;
  }
}

function bucketOf(durationMs: number): number {
  if (!(durationMs >= SHORTEST_MS)) return 0;
  if (durationMs >= LONGEST_MS) return LAST_BUCKET;
  return Math.ceil(Math.log(durationMs) * PER_LOG) - FIRST + 1;
}

/** The value that is equally far, relatively, from both bounds of the bucket. */
function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  return (2 * GROWTH ** (bucket + FIRST - 1)) / (GROWTH + 1);
}
