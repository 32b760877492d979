/** A message as a problem sees it. */
export interface MaskedMessage {
  /** The message with `<*>` for its variable parts: two lines of one log statement have the same. */
  template: string;
  /** Parts that stay when the sentence does not count: errno words, HTTP statuses, hosts, names of constraints. */
  anchors: readonly string[];
}

/** Stands for a variable part. */
export const MASK = '<*>';

const LETTERS = /\p{L}{2}/u;
/** Between masks these make a list. */
const LIST_MARKS = new Set([' ', ',', ':', ';', '|', '/', '&', '+', '*', '-']);

const RESTATED = [' ', '(', MASK, ')'];
/** Of a list: more than that between two repetitions is no item. */
const LONGEST_ITEM = 12;

/** Joins the parts of a template. Lists of variable length become one mark: masks with nothing but marks between them, and items that repeat (`a=<*> ok a=<*> ok`). */
export function joinTemplate(parts: readonly string[]): string {
  const kept: string[] = [];
  let lastMask = -1;
  let onlyMarks = false;
  for (const part of parts) {
    if (part === MASK && onlyMarks) kept.length = lastMask + 1;
    else {
      kept.push(part);
      if (part === MASK) lastMask = kept.length - 1;
      if (part === ')' && isRestated(kept)) kept.length -= RESTATED.length;
      else if (lastMask >= kept.length - LONGEST_ITEM) dropRepeated(kept, kept.length - lastMask);
    }
    onlyMarks = part === MASK || (onlyMarks && LIST_MARKS.has(part));
    if (part === MASK) lastMask = kept.length - 1;
  }
  return kept.join('').trim();
}

/** `1190 bytes (1.16 KB)`: the same value again. */
function isRestated(kept: readonly string[]): boolean {
  const from = kept.length - RESTATED.length;
  return kept[from - 1] === MASK && RESTATED.every((part, at) => kept[from + at] === part);
}

/** @param shortest item that can hold a mask: others are no list of values */
function dropRepeated(kept: string[], shortest: number): void {
  const { length } = kept;
  for (let period = Math.max(2, shortest); period <= LONGEST_ITEM && 2 * period <= length; period += 1) {
    if (kept[length - 1] !== kept[length - 1 - period]) continue;
    let same = 1;
    let hasMask = false;
    while (same <= period && kept[length - same] === kept[length - same - period]) {
      hasMask ||= kept[length - same] === MASK;
      same += 1;
    }
    if (same > period && hasMask) {
      kept.length -= period;
      return;
    }
  }
}

/** True for text with two letters in a row, of any script. */
export function hasWord(text: string): boolean {
  let before = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at) | 32;
    const isLetter = code >= 97 && code <= 122;
    if (isLetter && before) return true;
    before = isLetter;
  }
  return LETTERS.test(text);
}
