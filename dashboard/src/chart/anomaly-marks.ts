import type { Anomaly } from '@log-monitor/monitor-api';
import type { ChartMark } from './chart-mark.js';

/** Where something unusual in requests begins that no rule keeps back. */
export function anomalyMarks(anomalies: readonly Anomaly[]): ChartMark[] {
  const shown = anomalies.filter(({ silencedBy }) => silencedBy === null);
  return shown.map(({ firstSeen, title, route, host, client, network, source }) => ({
    time: Date.parse(firstSeen),
    kind: 'unusual',
    words: `${title} (${client ?? network ?? route ?? host ?? source})`,
  }));
}
