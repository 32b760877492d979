/** Milliseconds of the units that servers and frameworks write after a number. */
const MS_BY_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-6,
  µs: 1e-3,
  μs: 1e-3,
  us: 1e-3,
  micros: 1e-3,
  microseconds: 1e-3,
  ms: 1,
  msec: 1,
  msecs: 1,
  milliseconds: 1,
  s: 1e3,
  sec: 1e3,
  seconds: 1e3,
  m: 6e4,
  h: 3.6e6,
};

const PART = /^(\d{1,18}(?:\.\d{1,12})?) ?([a-zµμ]{1,12})/;

/**
 * Reads a span with its unit: `3.4µs`, `12 ms`, `1m2.5s` as Go writes it.
 *
 * @returns milliseconds; undefined when it is none
 */
export function readTimeSpan(text: string): number | undefined {
  if (text.length > 40) return undefined;
  let sum = 0;
  let rest = text;
  while (rest !== '') {
    const part = PART.exec(rest);
    const ms = MS_BY_UNIT[part?.[2] ?? ''];
    if (part === null || ms === undefined) return undefined;
    sum += Number(part[1]) * ms;
    rest = rest.slice(part[0].length);
  }
  // To nanoseconds, as many as a number holds.
  return text === '' ? undefined : Math.round(sum * 1e6) / 1e6;
}
