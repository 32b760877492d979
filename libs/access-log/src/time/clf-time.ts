import { readZoneOffset } from './zone-offset.js';
import { civilMs, fourDigits, monthAt, twoDigits } from './civil-time.js';
import type { WallClock, WallTime } from './wall-clock.js';

/** Length of `10/Dec/2025:10:23:10`. */
const CLF_LENGTH = 20;

/** True when the text at `at` can be a time of the common log format: its slashes are where they belong. */
export function looksLikeClfTime(text: string, at: number): boolean {
  return text.charCodeAt(at + 2) === 47 && text.charCodeAt(at + 6) === 47;
}

/**
 * Reads `10/Dec/2025:10:23:10 +0900`; a fraction after the seconds and a missing zone are fine. Without a zone the clock of the source decides.
 *
 * @param from first character
 * @param to index after the last one
 * @returns undefined when it is no such time
 */
export function readClfTime(text: string, from: number, to: number, clock: WallClock): WallTime | number | undefined {
  if (to - from < CLF_LENGTH) return undefined;
  const wall = civilMs(
    fourDigits(text, from + 7),
    monthAt(text, from + 3),
    twoDigits(text, from),
    twoDigits(text, from + 12),
    twoDigits(text, from + 15),
    twoDigits(text, from + 18),
  );
  if (Number.isNaN(wall) || !looksLikeClfTime(text, from)) return undefined;
  let at = from + CLF_LENGTH;
  let fraction = 0;
  if (text.charCodeAt(at) === 46 || text.charCodeAt(at) === 44) {
    const begin = at + 1;
    at = begin;
    while (at < to && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
    fraction = Number(`0.${text.slice(begin, Math.min(at, begin + 9))}`) * 1000;
  }
  if (at === to) return clock.resolve(wall + fraction);
  if (text.charCodeAt(at) === 32) at += 1;
  const offset = readZoneOffset(text, at, to);
  return Number.isNaN(offset) ? undefined : wall + fraction - offset;
}
