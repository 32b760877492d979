const ESCAPE = '\u001b';

const COLOUR = /\u001b\[[\d;]{0,32}m/g;

/** Takes off the colours of a terminal, which some frameworks write into files too (ECMA-48, select graphic rendition). */
export function withoutColours(line: string): string {
  return line.includes(ESCAPE) ? line.replace(COLOUR, '') : line;
}
