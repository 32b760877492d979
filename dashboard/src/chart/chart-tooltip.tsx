import { type JSX } from 'preact';
import { VisibleText } from '../part/visible-text.js';
import { countText, countedText } from '../text/number-text.js';
import { dayText, minuteText, utcText } from '../text/time-text.js';
import { type ChartData } from './chart-series.js';

/** One bar in figures: its time here and in UTC, its counts. */
export function ChartTooltip({ data, bucket, noun }: { data: ChartData; bucket: number; noun: string }): JSX.Element {
  const from = data.times[bucket] ?? 0;
  const to = from + data.intervalMs;
  const parts = data.series.filter((series) => (series.counts[bucket] ?? 0) > 0).toReversed();
  const isRight = (from - data.from) / (data.to - data.from) > 0.5;
  return (
    <div class="chart-tooltip" role="status" data-side={isRight ? 'left' : 'right'}>
      <strong>
        {dayText(from)} {minuteText(from)} – {minuteText(to)}
      </strong>
      <span class="quiet">{utcText(from).replace(/:\d\d\.\d+ /, ' ')}</span>
      <span>{countedText(data.totals[bucket] ?? 0, noun)}</span>
      {parts.map((series) => (
        <span key={series.name} class="tooltip-line">
          <span class="swatch" data-color={series.color} aria-hidden="true" />
          <VisibleText text={series.name} limit={40} />
          <b>{countText(series.counts[bucket])}</b>
        </span>
      ))}
      {to > data.completeTo && <span class="quiet">not complete yet</span>}
    </div>
  );
}
