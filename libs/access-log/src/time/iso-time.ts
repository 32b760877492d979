import { civilMs, fourDigits, twoDigits } from './civil-time.js';
import type { WallClock, WallTime } from './wall-clock.js';
import { readZoneOffset } from './zone-offset.js';

/** Length of `2025-12-10T01:23:10`. */
const ISO_LENGTH = 19;

/**
 * Reads ISO 8601 and its relatives: `2025-12-10T01:23:10.123Z`, `… +09:00`, a space or `_` instead of `T`, `/` instead of `-`, up to nine digits of
 * fraction. Without a zone the clock of the source decides.
 *
 * @returns undefined when it is no such time
 */
export function readIsoTime(text: string, from: number, to: number, clock: WallClock): WallTime | number | undefined {
  if (to - from < ISO_LENGTH) return undefined;
  const wall = civilMs(
    fourDigits(text, from),
    twoDigits(text, from + 5),
    twoDigits(text, from + 8),
    twoDigits(text, from + 11),
    twoDigits(text, from + 14),
    twoDigits(text, from + 17),
  );
  if (Number.isNaN(wall) || text.charCodeAt(from + 13) !== 58 || text.charCodeAt(from + 16) !== 58) return undefined;
  let at = from + ISO_LENGTH;
  let fraction = 0;
  if (at < to && (text.charCodeAt(at) === 46 || text.charCodeAt(at) === 44)) {
    const begin = at + 1;
    at = begin;
    while (at < to && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
    if (at === begin) return undefined;
    fraction = Number(`0.${text.slice(begin, Math.min(at, begin + 9))}`) * 1000;
  }
  if (at === to) return clock.resolve(wall + fraction);
  if (text.charCodeAt(at) === 32) at += 1;
  const offset = readZoneOffset(text, at, to);
  return Number.isNaN(offset) ? undefined : wall + fraction - offset;
}
