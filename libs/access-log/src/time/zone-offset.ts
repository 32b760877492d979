import { twoDigits } from './civil-time.js';

/**
 * Reads `+0900`, `+09:00`, `-07` or `Z`.
 *
 * @returns milliseconds east of UTC, NaN for anything else
 */
export function readZoneOffset(text: string, from: number, to: number): number {
  const sign = text.charCodeAt(from);
  if (to - from === 1) return sign === 90 || sign === 122 ? 0 : Number.NaN;
  if (sign !== 43 && sign !== 45)
    return text.slice(from, to) === 'UTC' || text.slice(from, to) === 'GMT' ? 0 : Number.NaN;
  const hours = twoDigits(text, from + 1);
  const length = to - from;
  const minutes = length === 3 ? 0 : length === 5 ? twoDigits(text, from + 3) : readColonMinutes(text, from, length);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  const offset = hours * 3_600_000 + minutes * 60_000;
  return sign === 45 ? -offset : offset;
}

function readColonMinutes(text: string, from: number, length: number): number {
  return length === 6 && text.charCodeAt(from + 3) === 58 ? twoDigits(text, from + 4) : Number.NaN;
}
