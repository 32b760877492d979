import { Cron } from 'croner';
import type { ReportInterval } from '../../configuration/alert-variables.js';

export interface ReportPlan {
  readonly interval: Exclude<ReportInterval, 'off'>;
  readonly hour: number;
  readonly minute: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** A report that is due, and what it is about. */
export interface DueReport {
  readonly dueAt: Date;
  /** Half-open; ends where it is due. */
  readonly from: Date;
  readonly to: Date;
}

/**
 * The newest report that was due at or before `now`. By the calendar it comes once a day or week, also on days on which its hour comes twice or not at all
 * (croner; a time that is left out counts as the moment after). A span counts from 1970, so that all monitors agree.
 */
export function newestDue({ interval, hour, minute, timeZone }: ReportPlan, now: Date): DueReport {
  if (typeof interval === 'object') {
    const to = Math.floor(now.getTime() / interval.everyMs) * interval.everyMs;
    return { dueAt: new Date(to), from: new Date(to - interval.everyMs), to: new Date(to) };
  }
  const calendar = new Cron(`${minute} ${hour} * * ${interval === 'weekly' ? '1' : '*'}`, { timezone: timeZone });
  const [to, from] = calendar.previousRuns(2, new Date(now.getTime() + 1000));
  if (to === undefined || from === undefined) throw new Error(`no report is ever due at ${hour}:${minute}`);
  return { dueAt: to, from, to };
}

/** How a report names its interval. */
export function intervalName(interval: ReportPlan['interval']): string {
  if (typeof interval === 'string') return interval;
  const { everyMs } = interval;
  if (everyMs % 86_400_000 === 0) return `${everyMs / 86_400_000}d`;
  return everyMs % 3_600_000 === 0 ? `${everyMs / 3_600_000}h` : `${everyMs / 60_000}m`;
}
