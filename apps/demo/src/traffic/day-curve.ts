/** How busy each hour of a day is: a quiet night, a morning rise, a lunch peak, a dip, a higher evening peak. */
const HOURLY_LOAD: readonly number[] = [
  0.45, 0.35, 0.3, 0.3, 0.35, 0.5, 0.75, 1.0, 1.2, 1.25, 1.2, 1.3, 1.55, 1.45, 1.15, 1.05, 1.1, 1.25, 1.5, 1.75, 1.8,
  1.5, 1.0, 0.65,
];

const MEAN_LOAD = HOURLY_LOAD.reduce((sum, load) => sum + load, 0) / HOURLY_LOAD.length;

/** The demo begins in the morning, so that the first minute is neither a lull nor a peak. */
const FIRST_HOUR = 8;

/**
 * The load at a moment, relative to the day's mean, which is 1.
 *
 * @param dayFraction days since the demo's start; 0.5 is half a day later
 */
export function dayCurve(dayFraction: number): number {
  const hour = (((dayFraction * 24 + FIRST_HOUR) % 24) + 24) % 24;
  const from = Math.floor(hour);
  const load = (index: number): number => HOURLY_LOAD[index % 24] ?? MEAN_LOAD;
  const share = hour - from;
  return (load(from) * (1 - share) + load(from + 1) * share) / MEAN_LOAD;
}

/** The highest value that the curve reaches. */
export const PEAK_OF_DAY = Math.max(...HOURLY_LOAD) / MEAN_LOAD;
