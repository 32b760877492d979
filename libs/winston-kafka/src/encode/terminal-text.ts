import { stripVTControlCharacters } from 'node:util';

const ESCAPE = '\u001b';

/** A text without the escape sequences that colour it in a terminal, such as those of `format.colorize({ all: true })`. */
export function withoutColours(text: string): string {
  return text.includes(ESCAPE) ? stripVTControlCharacters(text) : text;
}
