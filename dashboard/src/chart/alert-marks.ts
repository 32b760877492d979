import type { AlertEventItem } from '@log-monitor/monitor-api';
import type { ChartMark } from './chart-mark.js';

/**
 * Where alerts fired and where they were over, as marks of a chart: at the end of the window that was decided.
 *
 * @param service only alerts about it, or about everything; empty: all
 */
export function alertMarks(events: readonly AlertEventItem[], service: string): ChartMark[] {
  return events.flatMap(({ transition, key, at, window, ruleName }) => {
    const isAbout = service === '' || key === '' || key === service;
    if (!isAbout || (transition !== 'fired' && transition !== 'resolved')) return [];
    const words = key === '' ? ruleName : `${ruleName} (${key})`;
    return [{ time: Date.parse(window?.to ?? at), kind: transition, words }];
  });
}
