/** Buckets of a doubling: bounds grow by 19 %. */
const PER_DOUBLING = 4;
const SHORTEST_MS = 0.1;
/** Up to a day. */
export const LAST_BUCKET = 120;

/**
 * The bucket of a duration. Coarse, since a window of ten seconds keeps buckets for each route, and what is looked for is twice as long.
 *
 * @param durationMs milliseconds, not negative
 */
export function latencyBucket(durationMs: number): number {
  if (!(durationMs > SHORTEST_MS)) return 0;
  return Math.min(LAST_BUCKET, Math.ceil(Math.log2(durationMs / SHORTEST_MS) * PER_DOUBLING));
}

/** The upper bound of a bucket, milliseconds. */
export function bucketBound(bucket: number): number {
  return SHORTEST_MS * 2 ** (bucket / PER_DOUBLING);
}

/** Counts by bucket; missing ones are 0. */
export type Buckets = number[];

export function addBuckets(into: Buckets, given: readonly number[], times = 1): void {
  while (into.length < given.length) into.push(0);
  for (let at = 0; at < given.length; at += 1) into[at] = (into[at] as number) + times * (given[at] as number);
}

export function sumOf(buckets: readonly number[], from = 0): number {
  let sum = 0;
  for (let at = from; at < buckets.length; at += 1) sum += buckets[at] as number;
  return sum;
}

/** The bucket in which a quantile lies; undefined without durations. @param share 0 to 1 */
export function quantileBucket(buckets: readonly number[], share: number): number | undefined {
  const rank = sumOf(buckets) * share;
  if (rank === 0) return undefined;
  let seen = 0;
  for (let at = 0; at < buckets.length; at += 1) {
    seen += buckets[at] as number;
    if (seen >= rank * (1 - 1e-9)) return at;
  }
  return buckets.length - 1;
}
