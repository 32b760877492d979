import type { JSX } from 'preact';
import { countedText } from '../text/number-text.js';
import type { ChartMark } from './chart-mark.js';

/** The marks of a chart, and where the alerts and anomalies are that they stand for. */
export interface AlertMarks {
  marks: readonly ChartMark[];
  /** Of the page Alerts. */
  address: string;
  /** Of the page Anomalies, where the marks hold these too. */
  anomalies?: string;
}

/** How many alerts and anomalies the chart marks, as links to them; nothing without one. */
export function MarkWords({ alerts, from, to }: { alerts: AlertMarks; from: number; to: number }): JSX.Element | null {
  const shown = alerts.marks.filter(({ time }) => time >= from && time <= to);
  if (shown.length === 0) return null;
  const fired = shown.filter(({ kind }) => kind === 'fired').length;
  const over = shown.filter(({ kind }) => kind === 'resolved').length;
  const unusual = shown.length - fired - over;
  return (
    <>
      {fired + over > 0 && (
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
      )}{' '}
      {unusual > 0 && alerts.anomalies !== undefined && (
        <a class="mark-words" href={alerts.anomalies}>
          <span aria-hidden="true">◆ </span>
          {countedText(unusual, 'anomaly', 'anomalies')}
        </a>
      )}
    </>
  );
}
