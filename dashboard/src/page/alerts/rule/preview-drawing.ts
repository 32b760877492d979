import type { AlertPreviewAnswer } from '@log-monitor/monitor-api';
import type { Lines } from '../../../chart/line-chart.js';

const MINUTE_MS = 60_000;
/** As the server thins them out. */
const MOST_POINTS = 500;

/** A preview as lines, one for each key, with what it fires at, and with marks where it would have fired and been over. */
export function previewDrawing(
  { range, series, transitions }: Pick<AlertPreviewAnswer, 'range' | 'series' | 'transitions'>,
  { threshold, resolveThreshold }: { threshold?: number | null; resolveThreshold?: number | null },
): Lines {
  const [from, to] = [Date.parse(range.from ?? ''), Date.parse(range.to ?? '')];
  const minutes = (to - from) / MINUTE_MS + 1;
  const intervalMs = Math.ceil(minutes / MOST_POINTS) * MINUTE_MS;
  const times = Array.from(
    { length: Math.ceil((minutes * MINUTE_MS) / intervalMs) },
    (_, at) => from + at * intervalMs,
  );
  const levels = [
    ...(threshold ? [{ value: threshold, kind: 'fired' as const }] : []),
    ...(resolveThreshold ? [{ value: resolveThreshold, kind: 'resolved' as const }] : []),
  ];
  return {
    ...{ times, intervalMs, from, to: to + intervalMs, completeTo: to + intervalMs, levels },
    series: series.map(({ key, name, points }, color) => {
      const counts = times.map((): number | null => null);
      for (const { at, value } of points) {
        const index = Math.floor((Date.parse(at) - from) / intervalMs);
        if (index >= 0 && index < counts.length) counts[index] = value;
      }
      return { name: name ?? (key === '' ? 'all' : key), color: String(color), counts };
    }),
    marks: transitions.flatMap(({ at, key, transition, sentence }) =>
      transition === 'fired' || transition === 'resolved'
        ? [{ time: Date.parse(at), kind: transition, words: key === '' ? sentence : key }]
        : [],
    ),
  };
}
