const NUMBERS = /^v?(\d+(?:\.\d+){0,3})(?:[-+.]?([0-9A-Za-z.-]+))?$/;

/**
 * Tells whether a version is earlier than another.
 *
 * Numbers compare as such, and one with a suffix (`2.0.0-rc.1`) is earlier than the one without.
 *
 * @returns undefined where the texts say no order, as hashes of commits do not
 */
export function isEarlierVersion(version: string, than: string): boolean | undefined {
  const one = NUMBERS.exec(version);
  const other = NUMBERS.exec(than);
  if (!one?.[1]?.includes('.') || !other?.[1]?.includes('.')) return undefined;
  const left = one[1].split('.').map(Number);
  const right = other[1].split('.').map(Number);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  if (one[2] === other[2]) return false;
  if (one[2] === undefined || other[2] === undefined) return other[2] === undefined;
  return one[2].localeCompare(other[2], 'en', { numeric: true }) < 0;
}
