import type { JSX } from 'preact';
import type { Group } from '@log-monitor/monitor-api';
import { countText } from '../text/number-text.js';
import { durationText } from '../text/time-text.js';

const HEIGHT = 20;
/** Of a bar's place. */
const BAR = 0.75;

/** Counts over time, as small as a word: the highest one is as high as the line. */
export function Sparkline({ trend }: Pick<Group, 'trend'>): JSX.Element {
  const { counts, bucketMs } = trend;
  const most = Math.max(0, ...counts);
  const bars = counts.flatMap((count, at) => {
    // What is there is seen, however small it is beside the highest.
    const height = count === 0 ? 0 : Math.max(1.5, (count / most) * HEIGHT);
    return height === 0 ? [] : [`M${at} ${HEIGHT}v${-height}h${BAR}v${height}z`];
  });
  const words = `up to ${countText(most)} in ${durationText(bucketMs)}`;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${Math.max(1, counts.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Trend: ${words}`}
    >
      <title>{words}</title>
      <path d={bars.join('')} />
    </svg>
  );
}
