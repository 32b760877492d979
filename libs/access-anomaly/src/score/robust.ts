/** Makes the median absolute deviation comparable with a standard deviation. */
const MAD_TO_DEVIATION = 1.4826;

/** NaN without values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Spread around a middle, by the median absolute deviation. */
export function spread(values: readonly number[], middle: number): number {
  return MAD_TO_DEVIATION * median(values.map((value) => Math.abs(value - middle)));
}
