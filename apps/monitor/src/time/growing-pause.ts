/**
 * How long to wait after so many failures in a row, in milliseconds: twice as long after each, up to `last`.
 *
 * @param failures 1 or more
 */
export function growingPause(failures: number, first: number, last: number): number {
  return Math.min(first * 2 ** (failures - 1), last);
}
