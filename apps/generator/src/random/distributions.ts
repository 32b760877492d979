import type { Random } from './seeded-random.js';

/** Weights of the ranks 1 to `count` by Zipf's law: rank^-exponent. */
export function zipfWeights(count: number, exponent: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => (index + 1) ** -exponent);
}

/** Chances of 0 to `count - 1` successes in `count - 1` trials, each of which succeeds with probability `p` in (0, 1). */
export function binomialWeights(count: number, p: number): Float64Array {
  const trials = count - 1;
  const logWeights = new Float64Array(count);
  // In logarithms: p^trials is 0 as a number for large pools.
  let log = trials * Math.log(1 - p);
  let highest = log;
  for (let k = 0; k < count; k += 1) {
    logWeights[k] = log;
    highest = Math.max(highest, log);
    log += Math.log(((trials - k) / (k + 1)) * (p / (1 - p)));
  }
  return logWeights.map((each) => Math.exp(each - highest));
}

/** Time to the next event of a Poisson process, in the unit in which `rate` counts events. */
export function exponential(random: Random, rate: number): number {
  return -Math.log(1 - random()) / rate;
}

/** A value of the log-normal distribution: half of them are below `median`; `sigma` is the deviation of their logarithm. */
export function logNormal(random: Random, median: number, sigma: number): number {
  // Box-Muller; the second value is not kept, so that each draw takes two numbers and no state.
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random()));
}
