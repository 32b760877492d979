import type { AlertEvent, AlertTransition } from '../event/alert-event.js';
import { line } from './inert.js';
import type { AlertContent } from './message-content.js';

const WORD: Readonly<Record<AlertTransition, string>> = {
  fired: 'Firing',
  resolved: 'Resolved',
  reminder: 'Still firing',
  escalated: 'Not acknowledged',
  acknowledged: 'Acknowledged',
  test: 'Test',
};

/** `Firing: errors of a service (shop)`. */
export function titleOf({ transition, ruleName, key, subject = key }: AlertEvent): string {
  return `${WORD[transition]}: ${line(ruleName, 100)}${subject === '' ? '' : ` (${line(subject, 60)})`}`;
}

/** One line for several events. */
export function headlineOf({ events, suppressed }: AlertContent): string {
  const [first] = events;
  if (first === undefined) return `${suppressed} alerts suppressed`;
  const more = events.length - 1 + suppressed;
  return more > 0 ? `${titleOf(first)}, and ${more} more` : titleOf(first);
}

export type Mood = 'critical' | 'warning' | 'info' | 'resolved';

/** By the gravest of what is not over; `resolved` when all is over. */
export function moodOf(events: readonly AlertEvent[]): Mood {
  const open = events.filter(({ transition }) => transition !== 'resolved');
  if (open.length === 0 && events.length > 0) return 'resolved';
  return (['critical', 'warning'] as const).find((mood) => open.some(({ severity }) => severity === mood)) ?? 'info';
}

/** What was measured against what, where the kind has both. */
export function measuredOf({ value, threshold }: AlertEvent): string | undefined {
  if (value === null) return undefined;
  return threshold === null ? `${rounded(value)}` : `${rounded(value)} (threshold ${rounded(threshold)})`;
}

function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** `2026-11-28 03:12:07 (Europe/Berlin)`. */
export function timeText(iso: string, timeZone: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return line(iso, 40);
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(date);
  return `${parts} (${timeZone})`;
}

/** `2026-11-27 08:00 to 2026-11-28 08:00 (Europe/Berlin)`. */
export function spanText({ from, to, timeZone }: { from: string; to: string; timeZone: string }): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return `${clock.format(new Date(from))} to ${clock.format(new Date(to))} (${timeZone})`;
}

/** `n more` of a list that was cut, as a sentence; undefined where nothing was. */
export function moreText(left: number, suppressed: number): string | undefined {
  const parts = [
    ...(left > 0 ? [`${left} more alert${left === 1 ? ' is' : 's are'} on the page Alerts.`] : []),
    ...(suppressed > 0 ? [`${suppressed} more suppressed by the hourly cap of this channel.`] : []),
  ];
  return parts.length > 0 ? parts.join(' ') : undefined;
}
