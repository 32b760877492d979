/**
 * 0 to 100, comparable between detectors: 50 at the limit, 75 at twice the limit, 94 at four times.
 *
 * @param excess how many times the limit
 */
export function scoreOf(excess: number): number {
  return Math.round(100 * (1 - 2 ** -Math.max(0, excess)));
}
