/** Time between the end of one refresh and the start of the next; with a slow answer still well under 5 s. */
export const REFRESH_MS = 3000;
const FIRST_RETRY_MS = 1000;
/** Low enough that the page is live again soon after the monitor is. */
const LONGEST_RETRY_MS = 10_000;

/**
 * How long to wait before the next refresh.
 *
 * @param failures refreshes in a row without any answer
 * @param random 0..1; spreads the return of many open pages after a restart of the monitor
 */
export function waitBeforeRefresh(failures: number, random: number): number {
  if (failures === 0) return REFRESH_MS;
  const exponential = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
  return Math.round(exponential * (0.75 + 0.25 * random));
}
