import type { LatencyHistogram } from '@log-monitor/access-statistics';

/** Upper ends, milliseconds. */
const ENDS: readonly [ms: number, name: string][] = [
  [1, '1 ms'],
  [3, '3 ms'],
  [10, '10 ms'],
  [30, '30 ms'],
  [100, '100 ms'],
  [300, '300 ms'],
  [1000, '1 s'],
  [3000, '3 s'],
  [10_000, '10 s'],
  [30_000, '30 s'],
];

/** How many requests took how long, in steps of about three times. */
export function latencySpans(histogram: LatencyHistogram): { name: string; requests: number }[] {
  let before = 0;
  const spans = ENDS.map(([ms, name]) => {
    const count = histogram.countTo(ms);
    const requests = count - before;
    before = count;
    return { name: `up to ${name}`, requests };
  });
  return [...spans, { name: 'longer', requests: histogram.count - before }];
}
