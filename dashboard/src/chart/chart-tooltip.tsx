import type { JSX } from 'preact';
import { VisibleText } from '../part/visible-text.js';
import { dayText, minuteText, utcText } from '../text/time-text.js';
import type { Drawing } from './chart-canvas.js';
import type { ChartMark } from './chart-mark.js';

const MARK_WORDS = { fired: 'fired', resolved: 'over', unusual: 'unusual' } as const;
/** A tooltip has no room for more. */
const MOST_MARKS = 4;

/** One bucket in figures: its time here and in UTC, and what is drawn of it. */
export function ChartTooltip({
  data,
  bucket,
  words,
  textOf,
}: {
  data: Drawing;
  bucket: number;
  /** Of the bucket as a whole. */
  words?: string;
  textOf: (value: number) => string;
}): JSX.Element {
  const from = data.times[bucket] ?? 0;
  const to = from + data.intervalMs;
  const parts = data.series.flatMap(({ name, color, counts }) => {
    const value = counts[bucket] ?? null;
    return value === null || (value === 0 && !data.lineText) ? [] : [{ name, color, value }];
  });
  const isRight = (from - data.from) / (data.to - data.from) > 0.5;
  return (
    <div class="chart-tooltip" role="status" data-side={isRight ? 'left' : 'right'}>
      <strong>
        {dayText(from)} {minuteText(from)} – {minuteText(to)}
      </strong>
      <span class="quiet">{utcText(from).replace(/:\d\d\.\d+ /, ' ')}</span>
      {words !== undefined && <span>{words}</span>}
      {parts.toReversed().map(({ name, color, value }) => (
        <span key={name} class="tooltip-line">
          <span class="swatch" data-color={color} aria-hidden="true" />
          <VisibleText text={name} limit={40} />
          <b>{textOf(value)}</b>
        </span>
      ))}
      {marksWithin(data, from, to).map(({ time, kind, words: about }) => (
        <span key={`${time} ${kind} ${about}`} class="tooltip-mark" data-kind={kind}>
          {`${MARK_WORDS[kind]}: `}
          <VisibleText text={about} limit={80} />
        </span>
      ))}
      {to > data.completeTo && <span class="quiet">not complete yet</span>}
    </div>
  );
}

function marksWithin({ marks = [] }: Drawing, from: number, to: number): ChartMark[] {
  return marks.filter(({ time }) => time >= from && time < to).slice(0, MOST_MARKS);
}
