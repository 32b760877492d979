let lastTime = Number.NaN;
let lastIso = '';

/** RFC 3339 of a time (milliseconds since 1970), which neighbours often share; a time out of JavaScript's range is written as its number. */
export function isoTime(time: number): string {
  if (time !== lastTime) {
    const date = new Date(time);
    lastIso = Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
    lastTime = time;
  }
  return lastIso;
}
