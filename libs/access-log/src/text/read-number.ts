/** More digits than that are not exact in a number. */
const MAX_DIGITS = 15;

/** True when `text[from, to)` has characters, all of them digits. */
export function isDigits(text: string, from = 0, to = text.length): boolean {
  if (from >= to) return false;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/**
 * Reads a count of digits.
 *
 * @returns undefined for `-`, nothing, and what is too large to be exact; NaN for what is no count
 */
export function readCount(text: string, from = 0, to = text.length): number | undefined {
  if (to <= from || (to - from === 1 && text.charCodeAt(from) === 45)) return undefined;
  if (!isDigits(text, from, to))
    return isDigits(text, from + 1, to) && text.charCodeAt(from) === 45 ? undefined : Number.NaN;
  if (to - from > MAX_DIGITS) return undefined;
  let count = 0;
  for (let at = from; at < to; at += 1) count = count * 10 + text.charCodeAt(at) - 48;
  return count;
}

/** True when a text that {@link readCount} left out is a number all the same: negative or too large. */
export function isNumberOutOfRange(text: string): boolean {
  return text.length > 1 && isDigits(text, text.startsWith('-') ? 1 : 0);
}

/**
 * Reads a decimal number such as `0.012`, `-1` or `2.7e-06`.
 *
 * @returns undefined for `-` and nothing; NaN for what is no finite number
 */
export function readDecimal(text: string): number | undefined {
  if (text === '' || text === '-') return undefined;
  const first = text.charCodeAt(0);
  const plain = text.length <= 32 && (first === 45 || first === 46 || (first >= 48 && first <= 57));
  if (!plain || text.charCodeAt(1) === 120) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
