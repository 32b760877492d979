/**
 * How improbable a value is, as the natural logarithm of one over a bound of its probability (Chernoff). A bound, not the exact tail: a value is never taken for less probable than it is.
 */

/** A count of a Poisson process with this mean, or one farther from it on the same side. 0 at the mean. */
export function poissonSurprise(count: number, mean: number): number {
  if (mean <= 0) return count > 0 ? Number.POSITIVE_INFINITY : 0;
  return mean - count + (count > 0 ? count * Math.log(count / mean) : 0);
}

/** So many of `trials` where a share of `share` is expected, or more. 0 at and below the expectation. */
export function shareSurprise(count: number, trials: number, share: number): number {
  if (trials === 0 || count / trials <= share) return 0;
  const seen = count / trials;
  const rest = seen < 1 ? (1 - seen) * Math.log((1 - seen) / (1 - share)) : 0;
  return trials * (seen * Math.log(seen / share) + rest);
}

const WINDOWS_OF_A_YEAR = 365 * 8640;

/**
 * What is found is at least this improbable: that by chance alone there is one finding a year in all series together.
 *
 * @param series hosts, or routes, that are judged after each window
 */
export function surpriseLimit(series: number): number {
  return Math.log(WINDOWS_OF_A_YEAR * Math.max(1, series));
}
