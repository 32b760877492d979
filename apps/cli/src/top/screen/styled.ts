/** Select Graphic Rendition (ECMA-48 §8.3.117). */
const CODES = { bold: 1, dim: 2, inverse: 7, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** A piece of a line. Its text has no control characters. */
export interface Piece {
  readonly text: string;
  readonly style?: Style | undefined;
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{Mn}|\p{Me}/u;

/** Columns that a character takes: 0 to 2. Where terminals differ, the line is cut by the terminal, which does not wrap. */
function columnsOf(character: string): number {
  if (character < '\u0300') return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The text in exactly so many columns. */
export function fitted(text: string, columns: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    const width = columnsOf(character);
    if (used + width > columns) return cut(kept, used, columns);
    kept += character;
    used += width;
  }
  return kept + ' '.repeat(columns - used);
}

function cut(kept: string, used: number, columns: number): string {
  if (columns === 0) return '';
  if (used < columns) return `${kept}…`;
  const last = [...kept].pop() ?? '';
  return `${kept.slice(0, kept.length - last.length)}…${' '.repeat(columnsOf(last) - 1)}`;
}

/** A line of the screen in exactly so many columns, with its styles. */
export function styledLine(pieces: readonly Piece[], columns: number, hasColour: boolean): string {
  let left = columns;
  let line = '';
  for (const [index, { text, style }] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    const width = isLast ? left : Math.min(left, widthOf(text));
    const shown = fitted(text, width);
    left -= width;
    line +=
      style === undefined || (!hasColour && CODES[style] > 30) ? shown : `\u001b[${CODES[style]}m${shown}\u001b[0m`;
  }
  return line;
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}
