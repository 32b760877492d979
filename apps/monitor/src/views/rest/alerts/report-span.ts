import type { ReportParameters } from '@log-monitor/monitor-api';
import { intervalName } from '../../../alerts/report/report-schedule.js';
import { MAX_REPORT_SPAN_MS, readReportInterval } from '../../../configuration/alert-variables.js';
import { parseRange, type TimeRange } from '../../../query/range/time-range.js';
import { DAY_MS } from '../../../time/durations.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';

const CALENDAR_MS: Readonly<Record<string, number>> = { daily: DAY_MS, weekly: 7 * DAY_MS };

/**
 * The span that a report is asked for: from `from` to `to`, or as long as the interval and up to `to`, or now.
 *
 * @throws ProblemError PARAMETER_INVALID: it is empty or too long
 * @throws QueryError RANGE_INVALID
 */
export function reportSpan({ interval, from, to }: ReportParameters, now: Date): TimeRange & { interval: string } {
  const asked = parseRange(from, to, now.getTime());
  const end = asked.to ?? now;
  if (asked.from === undefined) {
    const { name, lengthMs } = intervalLength(interval);
    return { from: new Date(end.getTime() - lengthMs), to: end, interval: name };
  }
  const everyMs = end.getTime() - asked.from.getTime();
  if (everyMs <= 0) throw parametersInvalid([{ name: 'from', reason: 'must be before the end of the span' }]);
  if (everyMs > MAX_REPORT_SPAN_MS) throw tooLong('from');
  return { from: asked.from, to: end, interval: intervalName({ everyMs }) };
}

function intervalLength(text: string): { name: string; lengthMs: number } {
  const interval = readReportInterval(text);
  if (interval === undefined || interval === 'off') throw tooLong('interval');
  const lengthMs = typeof interval === 'object' ? interval.everyMs : (CALENDAR_MS[interval] ?? DAY_MS);
  return { name: intervalName(interval), lengthMs };
}

function tooLong(name: string) {
  return parametersInvalid([{ name, reason: 'must not make a report about more than 31 days' }]);
}
