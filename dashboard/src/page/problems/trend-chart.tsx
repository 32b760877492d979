import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Group, GroupAnswer } from '@log-monitor/monitor-api';
import { ChartBox } from '../../chart/chart-box.js';
import type { Drawing } from '../../chart/chart-canvas.js';
import { ChartTooltip } from '../../chart/chart-tooltip.js';
import { countText, countedText } from '../../text/number-text.js';
import { durationText, parseTime } from '../../text/time-text.js';

/** The errors of a problem over the range. */
export function TrendChart({ group }: { group: GroupAnswer }): JSX.Element {
  const { trend, count, completeThrough } = group;
  const drawing = useMemo(
    () => trendDrawing(trend, parseTime(completeThrough)),
    [JSON.stringify(trend), completeThrough],
  );
  const words = `${countedText(count, 'error')}, one bar is ${durationText(trend.bucketMs)}.`;
  return (
    <figure class="chart problem-chart">
      <ChartBox
        data={drawing}
        label={words}
        tooltip={(bucket) => <ChartTooltip data={drawing} bucket={bucket} textOf={countText} />}
      />
      <figcaption class="quiet">{words}</figcaption>
    </figure>
  );
}

/** @param completeThrough epoch milliseconds; undefined: not known */
function trendDrawing({ from, bucketMs, counts }: Group['trend'], completeThrough: number | undefined): Drawing {
  const start = Date.parse(from);
  const end = start + counts.length * bucketMs;
  return {
    times: counts.map((_, at) => start + at * bucketMs),
    ...{ intervalMs: bucketMs, from: start, to: end, completeTo: Math.min(end, completeThrough ?? end) },
    series: [{ name: 'errors', color: 'error', counts }],
  };
}
