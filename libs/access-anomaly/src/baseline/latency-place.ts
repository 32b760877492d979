import type { Stretch } from './stretch.js';
import {
  addBuckets,
  bucketBound,
  type Buckets,
  latencyBucket,
  quantileBucket,
  sumOf,
} from '../facts/coarse-latency.js';

const MEMORY = 360;
const LEARNED_AFTER = 60;
const LEAST_LEARNED = 300;
/** Windows after which a rush can be told. */
const TELLS_RUSH_AFTER = 6;
/** Windows in a row that are not as usual: an hour. After that they are what is usual. */
const PATIENCE = 360;
/** A share below this is as good as none. */
const FLOOR = 0.002;

/** What is looked at of latencies. */
export const SLOW_PERCENTILE = 0.95;
/** The percentile is at least so many times as high, and so many milliseconds higher. */
export const LEAST_TIMES = 2;
export const LEAST_MORE_MS = 25;

/** What was learned of the latencies of a host or a route. */
export interface LatencyPlace {
  /** Of one window, as means that fade over an hour. */
  latency: Buckets;
  windows: number;
  /** Durations that were learned in all. */
  samples: number;
  /** Begin of the last window in which it was above the limit. */
  told?: number;
  /** Windows in a row that are not as usual. */
  unusual?: number;
  /** Since more answers than usual are far too late. */
  stretch?: Stretch | undefined;
}

/** What is usual at a place. */
export interface UsualLatency {
  /** The bucket of the percentile, and the share that is slower. */
  readonly bucket: number;
  readonly share: number;
  /** The bucket beyond which an answer is so late that a percentile there would be a shift, and the share that is. */
  readonly farBucket: number;
  readonly farShare: number;
}

/** @returns undefined until enough was learned */
export function usualOf({ latency, windows, samples }: LatencyPlace): UsualLatency | undefined {
  if (windows < LEARNED_AFTER || samples < LEAST_LEARNED) return undefined;
  const bucket = quantileBucket(latency, SLOW_PERCENTILE);
  if (bucket === undefined) return undefined;
  const usual = bucketBound(bucket);
  const farBucket = latencyBucket(Math.max(LEAST_TIMES * usual, usual + LEAST_MORE_MS) * (1 - 1e-9));
  const all = sumOf(latency);
  return {
    ...{ bucket, farBucket },
    share: Math.max(1 - SLOW_PERCENTILE, sumOf(latency, bucket + 1) / all),
    // What has never been seen may come: once in so many as were learned.
    farShare: Math.max(FLOOR, sumOf(latency, farBucket + 1) / all, 1 / Math.min(samples, all * MEMORY)),
  };
}

/**
 * What is unusual is learned slowly, and from the beginning when it stays; a rush, such as a flood, counts as three usual windows at most, also while
 * nothing is usual yet.
 */
export function learnLatency(place: LatencyPlace, latency: readonly number[], isUnusual: boolean): void {
  place.unusual = isUnusual ? (place.unusual ?? 0) + 1 : 0;
  if (place.unusual > PATIENCE)
    Object.assign(place, { latency: [], windows: 0, samples: 0, unusual: 0, stretch: undefined });
  const samples = sumOf(latency);
  const usual = sumOf(place.latency);
  place.windows += 1;
  place.samples += samples;
  const share = isUnusual && place.windows > 1 ? 0.1 / MEMORY : Math.max(1 / place.windows, 1 / MEMORY);
  const part = place.windows > TELLS_RUSH_AFTER ? Math.min(1, (3 * usual) / Math.max(1, samples)) : 1;
  for (let at = 0; at < place.latency.length; at += 1) place.latency[at] = (place.latency[at] as number) * (1 - share);
  addBuckets(place.latency, latency, share * part);
}
