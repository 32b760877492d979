import type {
  Report,
  ReportAccess,
  ReportProblem,
  ReportRoute,
  ReportService,
  ReportTotals,
} from '@log-monitor/monitor-api';

const NUMBERS = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const SMALL = new Intl.NumberFormat('en-US');
/** What was made longer after its span had records on their way is not whole. */
const SETTLED_MS = 10_000;

/** `9,999`, `12.3K`. */
export function count(value: number): string {
  return (Math.abs(value) < 10_000 ? SMALL : NUMBERS).format(value);
}

/** `1 error`, `12.3K errors`. */
export function amount(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? '' : 's'}`;
}

/** @param share 0 to 1 */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `18 ms`, `2.3 s`. */
function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Number(milliseconds.toPrecision(milliseconds < 10 ? 2 : 3))} ms`;
  return `${Number((milliseconds / 1000).toPrecision(3))} s`;
}

/** How much more or less than before. */
function changeText(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'as before' : 'none before';
  const change = Math.round(((now - before) / before) * 100);
  if (change === 0) return 'as before';
  return change > 999 ? `× ${count(Math.round(now / before))}` : `${change > 0 ? '+' : '−'}${Math.abs(change)} %`;
}

/** How much higher or lower a rate is. @param volume of the span before: of nothing there is no rate */
function rateChange(now: number, before: number, volume: number): string {
  if (volume === 0) return 'nothing before';
  const points = (now - before) * 100;
  return Math.abs(points) < 0.005 ? 'as before' : `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(2)} points`;
}

/** A figure, and how it has changed. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly change: string;
}

export function recordFigures({ totals: now, before }: { totals: ReportTotals; before: ReportTotals }): Figure[] {
  return [
    { label: 'records', value: count(now.records), change: changeText(now.records, before.records) },
    { label: 'errors', value: count(now.errors), change: changeText(now.errors, before.errors) },
    {
      label: 'error rate',
      value: percent(now.errorRate),
      change: rateChange(now.errorRate, before.errorRate, before.records),
    },
  ];
}

export function requestFigures({ totals: now, before }: Pick<ReportAccess, 'totals' | 'before'>): Figure[] {
  return [
    { label: 'requests', value: count(now.requests), change: changeText(now.requests, before.requests) },
    {
      label: 'status 400 and above',
      value: percent(now.errorRate),
      change: rateChange(now.errorRate, before.errorRate, before.requests),
    },
    { label: 'server faults', value: count(now.faults), change: changeText(now.faults, before.faults) },
    ...(now.p95 === null
      ? []
      : [
          {
            label: '95 % within',
            value: duration(now.p95),
            change: before.p95 === null ? 'none before' : changeText(now.p95, before.p95),
          },
        ]),
  ];
}

export function serviceText({ records, errors, errorsBefore }: ReportService): string {
  return `${amount(errors, 'error')} (${changeText(errors, errorsBefore)}) of ${count(records)}`;
}

export function problemText({ count: errors, before, isNew }: ReportProblem): string {
  return `${amount(errors, 'error')} (${isNew ? 'new' : changeText(errors, before)})`;
}

export function routeText({ requests, errors, mean }: ReportRoute): string {
  return `${amount(requests, 'request')}, ${amount(errors, 'error')}${mean === null ? '' : `, ø ${duration(mean)}`}`;
}

export function latencyText({ mean, p95, requests }: ReportRoute): string {
  const mostly = p95 === null ? '' : `, 95 % within ${duration(p95)}`;
  return `ø ${duration(mean ?? 0)}${mostly}, ${amount(requests, 'request')}`;
}

export function clientText({ requests, errors }: ReportAccess['clients'][number]): string {
  return `${amount(requests, 'request')}, ${amount(errors, 'error')}`;
}

/** `9 problems, 2 of them new`. */
export function problemsText({ problems }: Report): string {
  if (problems.count === 0) return 'none, apart from what is ignored or muted';
  return `${amount(problems.count, 'problem')}, ${problems.newCount === 0 ? 'none new' : `${count(problems.newCount)} new`}`;
}

/** `Unusual: 2 findings`. */
export function unusualText({ anomalyCount }: ReportAccess): string {
  return `Unusual: ${anomalyCount === 0 ? 'nothing' : amount(anomalyCount, 'finding')}`;
}

/** New ones that are not among the `listed` with the most errors. */
export function otherNew({ problems }: Report, listed: number): ReportProblem[] {
  const top = problems.top.slice(0, listed);
  return problems.new.filter(({ id }) => top.every((one) => one.id !== id));
}

const NAMES: Readonly<Record<string, string>> = { daily: 'Daily report', weekly: 'Weekly report' };

export function reportTitle({ interval, totals, problems, access }: Report): string {
  const name = NAMES[interval] ?? `Report of ${interval}`;
  if (totals.records === 0 && (access?.totals.requests ?? 0) === 0) return `${name}: nothing was logged`;
  const fresh = problems.newCount === 0 ? '' : `, ${amount(problems.newCount, 'new problem')}`;
  return `${name}: ${amount(totals.errors, 'error')} in ${amount(totals.records, 'record')} (${percent(totals.errorRate)})${fresh}`;
}

/** What makes the figures less than the truth. */
export function warningsOf({ missing, dropped, alerts, completeThrough, to, madeAt }: Report): string[] {
  const through = completeThrough === null ? 0 : Date.parse(completeThrough);
  const isWhole = through >= Math.min(Date.parse(to), Date.parse(madeAt) - SETTLED_MS);
  return [
    ...(missing > 0 ? [`${amount(missing, 'record')} missing: numbered, and never came.`] : []),
    ...(dropped > 0 ? [`${amount(dropped, 'record')} dropped by services.`] : []),
    ...(alerts.failed > 0 ? [`${amount(alerts.failed, 'alert')} not delivered to a channel.`] : []),
    ...(isWhole ? [] : ['Not everything of this span was stored yet when this was made.']),
  ];
}
