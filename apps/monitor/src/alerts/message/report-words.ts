import type { Report } from './report.js';

const NUMBERS = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const SMALL = new Intl.NumberFormat('en-US');

/** `9,999`, `12.3K`. */
export function count(value: number): string {
  return (Math.abs(value) < 10_000 ? SMALL : NUMBERS).format(value);
}

/** `1 error`, `12.3K errors`. */
export function amount(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? '' : 's'}`;
}

/** @param share 0 to 1 */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** How much more or less than before. */
export function changeText(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'as before' : 'none before';
  const change = Math.round(((now - before) / before) * 100);
  if (change === 0) return 'as before';
  return change > 999 ? `× ${count(Math.round(now / before))}` : `${change > 0 ? '+' : '−'}${Math.abs(change)} %`;
}

const NAMES: Readonly<Record<string, string>> = { daily: 'Daily report', weekly: 'Weekly report' };

export function reportTitle({ interval, totals }: Report): string {
  return `${NAMES[interval] ?? `Report of ${interval}`}: ${amount(totals.errors, 'error')} in ${amount(totals.records, 'record')} (${percent(totals.errorRate)})`;
}

/** What makes the figures less than the truth. */
export function warningsOf({ missing, dropped, alerts, completeThrough, to }: Report): string[] {
  return [
    ...(missing > 0 ? [`${amount(missing, 'record')} missing: numbered, and never came.`] : []),
    ...(dropped > 0 ? [`${amount(dropped, 'record')} dropped by services.`] : []),
    ...(alerts.failed > 0 ? [`${amount(alerts.failed, 'alert')} not delivered to a channel.`] : []),
    ...(completeThrough === null || completeThrough < to
      ? ['Not everything of this span was stored yet when this was made.']
      : []),
  ];
}
