import { Cron } from 'croner';
import type { ReportInterval } from '../../configuration/alert-variables.js';
import type { Configuration } from '../../configuration/configuration.js';
import { MINUTE_MS, SECOND_MS } from '../../time/durations.js';

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
export function newestDue(plan: ReportPlan, now: Date): DueReport {
  const { interval, hour, minute } = plan;
  if (typeof interval === 'object') {
    const to = Math.floor(now.getTime() / interval.everyMs) * interval.everyMs;
    return { dueAt: new Date(to), from: new Date(to - interval.everyMs), to: new Date(to) };
  }
  // croner looks before a moment: the second after the one that `now` is in, or a due time would count up to a second early.
  const nextSecond = (Math.floor(now.getTime() / SECOND_MS) + 1) * SECOND_MS;
  const [to, from] = calendarOf(plan).previousRuns(2, new Date(nextSecond));
  if (to === undefined || from === undefined) throw new Error(`no report is ever due at ${hour}:${minute}`);
  return { dueAt: to, from, to };
}

/** When the next report is due. */
export function nextDue({ interval, hour, minute, timeZone }: ReportPlan, now: Date): Date {
  if (typeof interval === 'object')
    return new Date((Math.floor(now.getTime() / interval.everyMs) + 1) * interval.everyMs);
  const next = calendarOf({ interval, hour, minute, timeZone }).nextRun(now);
  if (next === null) throw new Error(`no report is ever due at ${hour}:${minute}`);
  return next;
}

function calendarOf({ interval, hour, minute, timeZone }: ReportPlan): Cron {
  return new Cron(`${minute} ${hour} * * ${interval === 'weekly' ? '1' : '*'}`, { timezone: timeZone });
}

/** undefined: no reports come by themselves. */
export function planOf({ alerts, access }: Configuration): ReportPlan | undefined {
  const { interval, hour, minute } = alerts.report;
  return interval === 'off' ? undefined : { interval, hour, minute, timeZone: access.displayTimeZone };
}

/** How a report names its interval: `daily`, `6h`, `1d12h`. */
export function intervalName(interval: ReportPlan['interval']): string {
  if (typeof interval === 'string') return interval;
  let left = Math.max(1, Math.round(interval.everyMs / MINUTE_MS));
  const parts = [
    { unit: 'd', minutes: 1440 },
    { unit: 'h', minutes: 60 },
    { unit: 'm', minutes: 1 },
  ].map(({ unit, minutes }) => {
    const whole = Math.floor(left / minutes);
    left -= whole * minutes;
    return whole === 0 ? '' : `${whole}${unit}`;
  });
  return parts.join('');
}
