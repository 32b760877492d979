const [NEWLINE, RETURN, NUL] = [0x0a, 0x0d, 0];

/** Gets the bytes `from` to `to` of a line, without its end. */
export type TakeLine = (bytes: Buffer, from: number, to: number) => void;

/**
 * Finds the whole lines in `bytes`, which begin at the start of a line. A line ends with a newline or with a return and
 * a newline. Empty lines are passed over, and so are NULs before a line: they stand for what a copying rotation cut away.
 * What a line is depends on the bytes alone, however they are cut into pieces, so that lines can be numbered again.
 *
 * @returns how many bytes are done with: whole lines, and NULs before the next one
 */
export function takeLines(bytes: Buffer, take: TakeLine): number {
  let at = 0;
  for (;;) {
    while (bytes[at] === NUL) at += 1;
    const end = bytes.indexOf(NEWLINE, at);
    if (end === -1) return at;
    takeOne(bytes, at, end, take);
    at = end + 1;
  }
}

/** Takes what stands after the last newline of a file that will not grow. */
export function takeRest(bytes: Buffer, take: TakeLine): void {
  let at = 0;
  while (bytes[at] === NUL) at += 1;
  takeOne(bytes, at, bytes.length, take);
}

function takeOne(bytes: Buffer, from: number, end: number, take: TakeLine): void {
  const to = end > from && bytes[end - 1] === RETURN ? end - 1 : end;
  if (to > from) take(bytes, from, to);
}
