import { type QuietHours, WEEKDAYS } from '@log-monitor/monitor-api';
import type { AlertSeverity } from '../event/alert-event.js';

const RANK: Readonly<Record<AlertSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * Whether alerts of a severity are to wait. A span that goes past midnight belongs to the day on which it begins.
 *
 * @param now milliseconds since 1970
 */
export function isQuietAt(
  spans: readonly QuietHours[],
  channel: string,
  severity: AlertSeverity,
  now: number,
): boolean {
  return spans.some(
    (span) =>
      (span.channels.length === 0 || span.channels.includes(channel)) &&
      RANK[severity] <= RANK[span.upTo] &&
      isOn(span, now),
  );
}

/** Whether a moment is within quiet hours. @param now milliseconds since 1970 */
export function isOn({ days, from, to, timeZone }: QuietHours, now: number): boolean {
  const { day, clock } = localTime(now, timeZone);
  const begins = (index: number): boolean => days.length === 0 || days.includes(WEEKDAYS[(index + 7) % 7] ?? 'mon');
  if (from < to) return begins(day) && clock >= from && clock < to;
  return (begins(day) && clock >= from) || (begins(day - 1) && clock < to);
}

/** @returns `day`: 0 is Monday */
function localTime(now: number, timeZone: string): { day: number; clock: string } {
  const options = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(new Date(now));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return {
    day: (WEEKDAYS as readonly string[]).indexOf(part('weekday').toLowerCase()),
    clock: `${part('hour')}:${part('minute')}`,
  };
}
