import { readClfTime } from '../time/clf-time.js';
import { readIsoTime } from '../time/iso-time.js';
import type { WallClock, WallTime } from '../time/wall-clock.js';
import { toMs } from '../request/upstream-list.js';

/** From these magnitudes on a number counts milliseconds, microseconds, nanoseconds: seconds would be after the year 5138. */
const MS_FROM = 1e11;
const US_FROM = 1e14;
const NS_FROM = 1e17;

const NUMBER = /^-?\d{1,20}(?:\.\d{1,12})?$/;

/** Reads a time of JSON: a number of s, ms, µs or ns since 1970 (told apart by size), such a number as text, ISO 8601, or the common log format's. */
export function readTimeValue(value: unknown, clock: WallClock): WallTime | number | undefined {
  if (typeof value === 'number') return readEpoch(value);
  if (typeof value !== 'string') return undefined;
  // Tomcat's JSON and LTSV keep the brackets of the common log format.
  const text = value.trim().replace(/^\[(.*)\]$/, '$1');
  if (NUMBER.test(text)) return readEpoch(Number(text));
  return readIsoTime(text, 0, text.length, clock) ?? readClfTime(text, 0, text.length, clock);
}

function readEpoch(epoch: number): number {
  const size = Math.abs(epoch);
  if (size < MS_FROM) return toMs(epoch);
  if (size < US_FROM) return epoch;
  return size < NS_FROM ? epoch / 1e3 : epoch / 1e6;
}
