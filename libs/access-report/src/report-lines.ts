import type { AccessReport, ReportRow } from './access-report.js';
import { bytesText, countText, durationText, shareText, timeText } from './words.js';

/** What a report says at its head, as pairs of a word and a figure. */
export function headFigures({ total, lines }: AccessReport): [word: string, figure: string][] {
  const { requests, errors, faults, bytes, clients, latency } = total;
  const share = (part: number): string => shareText(requests === 0 ? 0 : part / requests);
  return [
    ['requests', countText(requests)],
    ['errors (4xx, 5xx)', `${countText(errors)} (${share(errors)})`],
    ['server faults (5xx)', `${countText(faults)} (${share(faults)})`],
    ['clients', clients === null ? '–' : countText(clients)],
    ['bytes sent', bytesText(bytes)],
    ...(latency.measured === 0
      ? []
      : ([
          ['latency p50', durationText(latency.p50)],
          ['latency p95', durationText(latency.p95)],
          ['latency p99', durationText(latency.p99)],
          ['slowest', durationText(latency.max)],
        ] satisfies [string, string][])),
    ...(lines === null
      ? []
      : ([
          ['lines read', countText(lines.read)],
          ['not parsed', countText(lines.unparsed)],
          ...(lines.errors > 0
            ? ([['lines of error logs', countText(lines.errors)]] satisfies [string, string][])
            : []),
          ...(lines.healthChecks > 0
            ? ([['health checks, left out', countText(lines.healthChecks)]] satisfies [string, string][])
            : []),
        ] satisfies [string, string][])),
  ];
}

/** `2026-11-20 07:00:00 UTC – 2026-11-21 …`; empty when no line had a time. */
export function spanText({ from, to }: Pick<AccessReport, 'from' | 'to'>): string {
  return from === null || to === null ? '' : `${timeText(from)} – ${timeText(to)}`;
}

/** What a row stands for: with its host where there are several. */
export function rowName({ name, host }: Pick<ReportRow, 'name' | 'host'>, showHosts: boolean): string {
  return showHosts && host !== null ? `${name}  (${host})` : name;
}

/** Whether the report is about more than one host. */
export function hasHosts({ panels }: AccessReport): boolean {
  return (panels.find(({ name }) => name === 'hosts')?.rows.length ?? 0) > 1;
}
