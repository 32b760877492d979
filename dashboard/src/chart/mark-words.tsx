import type { JSX } from 'preact';
import { countedText } from '../text/number-text.js';
import type { ChartMark } from './chart-mark.js';

/** The marks of a chart, and where the alerts behind them are. */
export interface AlertMarks {
  marks: readonly ChartMark[];
  /** Of the page Alerts. */
  address: string;
}

/** How many alerts the chart marks, as a link to them; nothing without one. */
export function MarkWords({ alerts, from, to }: { alerts: AlertMarks; from: number; to: number }): JSX.Element | null {
  const shown = alerts.marks.filter(({ time }) => time >= from && time <= to);
  if (shown.length === 0) return null;
  const fired = shown.filter(({ kind }) => kind === 'fired').length;
  const over = shown.length - fired;
  return (
    <a class="mark-words" href={alerts.address}>
      <span aria-hidden="true">▼ </span>
      {countedText(fired, 'alert')} fired
      {over > 0 && (
        <>
          , <span aria-hidden="true">△ </span>
          {over} over
        </>
      )}
    </a>
  );
}
