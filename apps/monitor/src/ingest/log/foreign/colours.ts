/** Sequences by which a terminal changes colours and weight (ECMA-48, SGR): ESC, a bracket, numbers, `m`. */
const COLOURS = /\u001b\[[\d;]*m/g;

/** The text without the colours of a terminal. */
export function stripColours(text: string): string {
  return text.includes('\u001b[') ? text.replaceAll(COLOURS, '') : text;
}
