/** A message as a problem sees it. */
export interface MaskedMessage {
  /** The message with `<*>` for its variable parts: two lines of one log statement have the same. */
  template: string;
  /** Parts that stay when the sentence does not count: errno words, HTTP statuses, hosts, names of constraints. */
  anchors: readonly string[];
}

/** Stands for a variable part. */
export const MASK = '<*>';

/** Between masks these make a list. */
const LIST_MARKS = new Set([' ', ',', ':', ';', '|', '/', '&', '+', '*', '-']);

/** Joins the parts of a template. Lists of variable length become one mark: two masks with nothing but marks between them are one. */
export function joinTemplate(parts: readonly string[]): string {
  const kept: string[] = [];
  let lastMask = -1;
  let onlyMarks = false;
  for (const part of parts) {
    if (part !== MASK) {
      onlyMarks &&= LIST_MARKS.has(part);
      kept.push(part);
      continue;
    }
    if (onlyMarks) kept.length = lastMask;
    lastMask = kept.length;
    onlyMarks = true;
    kept.push(MASK);
  }
  return kept.join('').trim();
}
