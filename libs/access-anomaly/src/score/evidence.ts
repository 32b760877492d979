/**
 * How much more probable counts are if something has changed than if all is as usual: the natural logarithm of the likelihood ratio. By how much it has
 * changed is not known, so the ratio is the mean over several possible changes. It is the evidence of a sequential test: of windows in which all is as
 * usual, a stretch that reaches `e` begins once in e^`e` windows at most (Lorden, 1971).
 */

/** Possible shares, as exponents of the least one: from it to nearly all. */
const SHARES = [1, 0.75, 0.5, 0.25];
/** What may be left of the usual. */
const LEFT = [0.02, 0.1, 0.25, 0.5];

/**
 * That a share has risen.
 *
 * @param share the usual one, between 0 and 1
 * @param least the least share that would be a change, above the usual one
 */
export function riseEvidence(count: number, trials: number, share: number, least: number): number {
  if (least >= 1) return 0;
  return mixed(SHARES.map((exponent) => binomialRatio(count, trials, share, least ** exponent)));
}

/** That fewer events come than the mean of a Poisson process, half of them at most. */
export function lossEvidence(count: number, mean: number): number {
  return mixed(LEFT.map((left) => count * Math.log(left) + (1 - left) * mean));
}

function binomialRatio(count: number, trials: number, share: number, other: number): number {
  return count * Math.log(other / share) + (trials - count) * Math.log((1 - other) / (1 - share));
}

/** Logarithm of the mean of what these are the logarithms of. */
function mixed(logarithms: readonly number[]): number {
  const highest = Math.max(...logarithms);
  const sum = logarithms.reduce((total, each) => total + Math.exp(each - highest), 0);
  return highest + Math.log(sum / logarithms.length);
}
