import { toMs } from '../request/upstream-list.js';
import { readDecimal } from '../text/read-number.js';
import { type FieldSetter } from './field-setters.js';

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
    sum += toMs((Number(part[1]) * ms) / 1000);
    rest = rest.slice(part[0].length);
  }
  return text === '' ? undefined : sum;
}

/**
 * A duration that may name its unit.
 *
 * @param unit of a bare number
 */
export function spanField(unit: 'ns' | 'ms' | 's'): FieldSetter {
  return (draft, value) => {
    const span = readTimeSpan(value);
    const number = span === undefined ? readDecimal(value) : span;
    if (Number.isNaN(number)) return false;
    draft.durationMs =
      number === undefined || span !== undefined ? number : toMs((number * (MS_BY_UNIT[unit] ?? 1)) / 1000);
    return true;
  };
}
