import { type JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type ChartBy } from '../navigation/scope.js';
import { VisibleText } from '../part/visible-text.js';
import { countText, countedText } from '../text/number-text.js';
import { durationText, minuteText } from '../text/time-text.js';
import { ChartCanvas } from './chart-canvas.js';
import { type ChartData } from './chart-series.js';
import { ChartTooltip } from './chart-tooltip.js';

/** Errors or records over time as stacked bars, with a legend that filters and a tooltip for pointer and arrow keys. */
export function ErrorChart({
  data,
  by,
  noun = 'error',
  chosen,
  onChoose,
}: {
  data: ChartData;
  by: ChartBy;
  /** What is counted. */
  noun?: 'error' | 'record';
  chosen: string;
  onChoose: (name: string) => void;
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<ChartCanvas>(undefined);
  const [bucket, setBucket] = useState<number | null>(null);
  useEffect(() => {
    const chart = new ChartCanvas(host.current as HTMLDivElement, setBucket);
    canvas.current = chart;
    return () => chart.end();
  }, []);
  useEffect(() => canvas.current?.show(data), [data]);
  return (
    <figure class="chart">
      <div
        class="chart-host"
        ref={host}
        tabIndex={0}
        role="group"
        aria-roledescription="chart"
        aria-label={`${summary(data, noun)} Arrow keys read the bars.`}
        onKeyDown={(event) => onArrow(event, canvas.current)}
        onBlur={() => canvas.current?.pointAt(null)}
      >
        {bucket !== null && bucket < data.times.length && <ChartTooltip data={data} bucket={bucket} noun={noun} />}
      </div>
      <figcaption>
        <ul class="legend" aria-label={`${noun === 'error' ? 'Errors' : 'Records'} by ${by}`}>
          {data.series.map((series) => (
            <li key={series.name}>
              <button
                type="button"
                aria-pressed={series.name === chosen}
                disabled={series.isRest}
                onClick={() => onChoose(series.name === chosen ? '' : series.name)}
              >
                <span class="swatch" data-color={series.color} aria-hidden="true" />
                <VisibleText text={series.name} limit={60} /> <b>{countText(series.total)}</b>
              </button>
            </li>
          ))}
        </ul>
        <p class="quiet">{summary(data, noun)}</p>
      </figcaption>
    </figure>
  );
}

function onArrow(event: KeyboardEvent, canvas: ChartCanvas | undefined): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  canvas?.step(step);
}

function summary(data: ChartData, noun: string): string {
  const parts = [`${countedText(data.total, noun)}, one bar is ${durationText(data.intervalMs)}`];
  if (data.peak) parts.push(`most at ${minuteText(data.peak.time)}: ${countText(data.peak.count)}`);
  if (data.ahead > 0) parts.push(`${countText(data.ahead)} not drawn: their clocks run ahead`);
  return `${parts.join('; ')}.`;
}
