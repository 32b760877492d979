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
