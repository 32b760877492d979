const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03:22`, local. */
export function clockText(timeMs: number): string {
  const date = new Date(timeMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `14:03`, local. */
export function minuteText(timeMs: number): string {
  return clockText(timeMs).slice(0, 5);
}

/** `2026-11-21`, local. */
export function dayText(timeMs: number): string {
  const date = new Date(timeMs);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `2026-11-21 14:03:22.123`, local. */
export function localText(timeMs: number): string {
  return `${dayText(timeMs)} ${clockText(timeMs)}.${String(new Date(timeMs).getMilliseconds()).padStart(3, '0')}`;
}

/** `2026-11-21 07:03:22.123 UTC`. */
export function utcText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** The local time without what is obvious: today's times have no date. */
export function listTimeText(timeMs: number, nowMs: number): string {
  return dayText(timeMs) === dayText(nowMs) ? clockText(timeMs) : `${dayText(timeMs)} ${clockText(timeMs)}`;
}

/** Reads the API's times; undefined for anything else. */
export function parseTime(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** `8 s`, `3 min`, `2 h`, `4 d`: the whole units of a duration, cut, so that it never claims more than has passed. */
export function durationText(durationMs: number): string {
  const duration = Math.max(0, durationMs);
  if (duration < MINUTE_MS) return `${Math.floor(duration / 1000)} s`;
  if (duration < HOUR_MS) return `${Math.floor(duration / MINUTE_MS)} min`;
  if (duration < DAY_MS) return `${Math.floor(duration / HOUR_MS)} h`;
  return `${Math.floor(duration / DAY_MS)} d`;
}

/** `8 s ago`; a time ahead of the server's clock says so. */
export function agoText(timeMs: number, nowMs: number): string {
  // The Date header has a resolution of one second, and records are newer than the answer was asked: no "ahead" for that.
  if (timeMs > nowMs + 2 * 1000) return `${durationText(timeMs - nowMs)} ahead`;
  return `${durationText(nowMs - timeMs)} ago`;
}

/** `2026-11-21T14:03`, local: what a field for a moment holds; empty for anything that is no time. */
export function localMinute(time: string): string {
  const timeMs = parseTime(time);
  return timeMs === undefined ? '' : `${dayText(timeMs)}T${minuteText(timeMs)}`;
}

/** The API's time of what a field for a moment holds; empty while it is none. */
export function timeOfLocal(local: string): string {
  const date = new Date(local);
  return local === '' || Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
