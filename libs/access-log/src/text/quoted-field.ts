const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const DASH = 45;

/** What may follow the quote that closes a field; the values add up. */
export const FOLLOWED_BY_END = 1;
export const FOLLOWED_BY_QUOTE = 2;
export const FOLLOWED_BY_NUMBER = 4;
export const FOLLOWED_BY_SPACE = 8;

/**
 * Finds the quote that closes a field. A quote closes when no backslash escapes it (Apache writes `\"`) and what follows is what the format has
 * there; thus a field may hold raw quotes. Work is linear in the length: each quote looks back over its own run of backslashes only.
 *
 * @param from index of the field's first character
 * @returns -1 when no quote closes
 */
export function closingQuote(line: string, from: number, followedBy: number): number {
  for (let at = line.indexOf('"', from); at !== -1; at = line.indexOf('"', at + 1)) {
    if (follows(line, at + 1, followedBy) && !isEscaped(line, at, from)) return at;
  }
  return -1;
}

/** The same, where a backslash before the quote means nothing. For lines of servers that do not escape. */
export function closingRawQuote(line: string, from: number, followedBy: number): number {
  for (let at = line.indexOf('"', from); at !== -1; at = line.indexOf('"', at + 1)) {
    if (follows(line, at + 1, followedBy)) return at;
  }
  return -1;
}

function follows(line: string, at: number, followedBy: number): boolean {
  if (at === line.length) return (followedBy & FOLLOWED_BY_END) !== 0;
  if (line.charCodeAt(at) !== SPACE) return false;
  if ((followedBy & FOLLOWED_BY_SPACE) !== 0) return true;
  const next = line.charCodeAt(at + 1);
  if (next === QUOTE) return (followedBy & FOLLOWED_BY_QUOTE) !== 0;
  return (followedBy & FOLLOWED_BY_NUMBER) !== 0 && (next === DASH || (next >= 48 && next <= 57));
}

/** True when an odd number of backslashes stands before `at`, not looking before `from`. */
export function isEscaped(line: string, at: number, from: number): boolean {
  let before = at - 1;
  while (before >= from && line.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - 1 - before) % 2 === 1;
}
