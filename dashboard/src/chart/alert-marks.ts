import type { AlertEventItem } from '@log-monitor/monitor-api';
import type { ChartMark } from './chart-mark.js';

/** Where alerts fired and where they were over, as marks of a chart: at the end of the window that was decided. */
export function alertMarks(events: readonly AlertEventItem[]): ChartMark[] {
  return events.flatMap(({ transition, key, at, window, ruleName }) => {
    if (transition !== 'fired' && transition !== 'resolved') return [];
    const words = key === '' ? ruleName : `${ruleName} (${key})`;
    return [{ time: Date.parse(window?.to ?? at), kind: transition, words }];
  });
}
