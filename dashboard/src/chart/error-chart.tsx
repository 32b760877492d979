import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { VisibleText } from '../part/visible-text.js';
import { countText, countedText } from '../text/number-text.js';
import { durationText, minuteText } from '../text/time-text.js';
import { ChartBox } from './chart-box.js';
import type { ChartData, ColoredBy } from './chart-series.js';
import { ChartTooltip } from './chart-tooltip.js';
import { type AlertMarks, MarkWords } from './mark-words.js';

const NOUNS = { error: 'Errors', record: 'Records', request: 'Requests', line: 'Lines' };

/** What is counted over time as stacked bars, with a legend that filters and a tooltip for pointer and arrow keys. */
export function ErrorChart({
  data,
  by,
  noun = 'error',
  alerts,
  chosen,
  onChoose,
}: {
  data: ChartData;
  /** What the colours stand for, in words. */
  by: ColoredBy | 'subject';
  /** What is counted. */
  noun?: keyof typeof NOUNS;
  /** Where alerts fired and were over. */
  alerts?: AlertMarks | undefined;
  chosen: string;
  onChoose: (name: string) => void;
}): JSX.Element {
  const drawn = useMemo(() => ({ ...data, marks: alerts?.marks ?? [] }), [data, alerts?.marks]);
  return (
    <figure class="chart">
      <ChartBox
        data={drawn}
        label={summary(data, noun)}
        tooltip={(bucket) => (
          <ChartTooltip
            data={drawn}
            bucket={bucket}
            words={countedText(data.totals[bucket] ?? 0, noun)}
            textOf={countText}
          />
        )}
      />
      <figcaption>
        <ul class="legend" aria-label={`${NOUNS[noun]} by ${by}`}>
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
        <p class="quiet">
          {summary(data, noun)} {alerts && <MarkWords alerts={alerts} from={data.from} to={data.to} />}
        </p>
      </figcaption>
    </figure>
  );
}

function summary(data: ChartData, noun: string): string {
  const parts = [`${countedText(data.total, noun)}, one bar is ${durationText(data.intervalMs)}`];
  if (data.peak) parts.push(`most at ${minuteText(data.peak.time)}: ${countText(data.peak.count)}`);
  if (data.ahead > 0) parts.push(`${countText(data.ahead)} not drawn: their clocks run ahead`);
  return `${parts.join('; ')}.`;
}
