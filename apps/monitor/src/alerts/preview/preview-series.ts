import { type AlertPreviewAnswer } from '@log-monitor/monitor-api';
import { type Tested } from './back-test.js';

const MOST_KEYS = 5;
const MOST_POINTS = 500;

type Series = AlertPreviewAnswer['series'];

/** What a chart shows of a back-test: the keys with the highest values; of several minutes in one point, the one with the highest value. */
export function seriesOf(tested: readonly Tested[], minutes: number): Series {
  const byKey = new Map<string, Tested[]>();
  for (const one of tested) {
    const ofKey = byKey.get(one.key);
    if (ofKey === undefined) byKey.set(one.key, [one]);
    else ofKey.push(one);
  }
  const highest = (ones: readonly Tested[]): number => ones.reduce((most, { value }) => Math.max(most, value ?? 0), 0);
  const keys = [...byKey].sort(([, left], [, right]) => highest(right) - highest(left)).slice(0, MOST_KEYS);
  const width = Math.ceil(minutes / MOST_POINTS);
  return keys.map(([key, ones]) => ({ key, points: thinned(ones, width) }));
}

function thinned(ones: readonly Tested[], width: number): Series[number]['points'] {
  const points: Series[number]['points'] = [];
  for (let start = 0; start < ones.length; start += width) {
    const part = ones.slice(start, start + width);
    const most = part.reduce((left, right) => ((right.value ?? -1) > (left.value ?? -1) ? right : left));
    points.push({ at: new Date(most.at).toISOString(), value: most.value, verdict: most.verdict });
  }
  return points;
}
