const COMMA = 44;
const COLON = 58;
const SPACE = 32;

/**
 * End of a list that stands unquoted between spaces, as nginx writes the variables of several upstreams: `0.100, 0.004` or, after an internal
 * redirect, `0.518 : 0.009`. A space ends the list unless a comma stands before it or ` : ` begins there.
 *
 * @returns index of the space after the list, or the line's length
 */
export function listEnd(line: string, from: number): number {
  let at = from;
  for (;;) {
    const space = line.indexOf(' ', at);
    if (space === -1) return line.length;
    if (space > from && line.charCodeAt(space - 1) === COMMA) at = space + 1;
    else if (line.charCodeAt(space + 1) === COLON && line.charCodeAt(space + 2) === SPACE) at = space + 3;
    else return space;
  }
}
