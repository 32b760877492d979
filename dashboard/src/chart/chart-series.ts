import type { HistogramAnswer } from '@log-monitor/monitor-api';
import type { ChartBy } from '../navigation/scope.js';

/** Counts over time, as the API answers or as they are counted here. */
export type Histogram = Pick<HistogramAnswer, 'completeThrough' | 'range' | 'buckets' | 'intervalMs'>;

/** What the colours stand for; `class`: of the status of a request. */
export type ColoredBy = ChartBy | 'class';

const CLASS_COLORS: ReadonlyMap<string, string> = new Map([
  ['1xx', '7'],
  ['2xx', '2'],
  ['3xx', '0'],
  ['4xx', 'warning'],
  ['5xx', 'error'],
  ['101', '6'],
  ['444', '4'],
  ['499', '3'],
  ['none', 'critical'],
]);

/** One colour of the chart. */
interface ChartSeries {
  name: string;
  /** Which of the style sheet's `--series-…` colours. */
  color: string;
  /** The sum of those that have no colour of their own. */
  isRest: boolean;
  counts: number[];
  total: number;
}

/** What the chart draws. Times are epoch milliseconds. */
export interface ChartData {
  /** Starts of the buckets, evenly spaced from the range's start to what is complete. */
  times: number[];
  intervalMs: number;
  from: number;
  to: number;
  /** From here to `to` the answer is not complete yet. */
  completeTo: number;
  series: ChartSeries[];
  /** Errors per bucket. */
  totals: number[];
  total: number;
  peak: { time: number; count: number } | undefined;
  /** Errors whose time lies after `to`: clocks that run ahead. They are counted and not drawn. */
  ahead: number;
}

export const PALETTE_SIZE = 8;
const REST = 'all others';
/** Guard against an answer with two buckets a millisecond apart over a week. */
const MOST_BUCKETS = 2000;

/**
 * Turns an answer into evenly spaced series, the busiest names with a colour each, the rest summed.
 *
 * @param serverNow the server's clock: the right edge, since the answer's own range includes clocks that run ahead
 * @param slots colours in use; a name keeps its colour as long as it is among the busiest
 */
export function chartData(
  answer: Histogram,
  serverNow: number,
  slots: ReadonlyMap<string, number>,
  by: ColoredBy,
): ChartData & { slots: Map<string, number> } {
  const buckets = answer.buckets
    .map((bucket) => ({ time: Date.parse(bucket.time), counts: bucket.counts }))
    .filter((bucket) => Number.isFinite(bucket.time))
    .sort((a, b) => a.time - b.time);
  const from = Date.parse(answer.range.from);
  const to = Math.max(Math.min(Date.parse(answer.range.to), serverNow), from + 1000);
  const intervalMs = Math.max(answer.intervalMs, (to - from) / MOST_BUCKETS);
  const inView = buckets.filter((bucket) => bucket.time <= to);
  const times = gridOf(inView[0]?.time ?? from, from, to, intervalMs);
  const { series, totals, nextSlots } = countSeries(inView, times, intervalMs, slots, by);
  const total = sum(totals);
  return {
    times,
    intervalMs,
    from,
    to,
    completeTo: answer.completeThrough === null ? to : Math.min(to, Date.parse(answer.completeThrough)),
    series,
    totals,
    total,
    peak: peakOf(times, totals),
    ahead: sum(buckets.filter((bucket) => bucket.time > to).map((bucket) => sum(Object.values(bucket.counts)))),
    slots: nextSlots,
  };
}

interface CountedBucket {
  time: number;
  counts: Record<string, number>;
}

/** Lays the buckets' counts out along the grid, name by name; those without a colour of their own are summed, last. */
function countSeries(
  buckets: readonly CountedBucket[],
  times: readonly number[],
  intervalMs: number,
  slots: ReadonlyMap<string, number>,
  by: ColoredBy,
): { series: ChartSeries[]; totals: number[]; nextSlots: Map<string, number> } {
  const names = busiestNames(buckets);
  const nextSlots = assignSlots(slots, names);
  const colorOf = (name: string): string => {
    if (by === 'class') return CLASS_COLORS.get(name) ?? 'rest';
    return by === 'level' ? name.toLowerCase() : String(nextSlots.get(name));
  };
  const series = names.map((name) => emptySeries(name, colorOf(name), times.length));
  const rest = { ...emptySeries(REST, 'rest', times.length), isRest: true };
  const byName = new Map(series.map((one) => [one.name, one]));
  const totals = times.map(() => 0);
  for (const bucket of buckets) {
    const at = Math.round((bucket.time - (times[0] ?? bucket.time)) / intervalMs);
    if (at < 0 || at >= times.length) continue;
    for (const [name, count] of Object.entries(bucket.counts)) {
      const one = byName.get(name) ?? rest;
      one.counts[at] = (one.counts[at] ?? 0) + count;
      one.total += count;
      totals[at] = (totals[at] ?? 0) + count;
    }
  }
  return { series: rest.total > 0 ? [...series, rest] : series, totals, nextSlots };
}

/** Heights from zero to the top of each series' part of the bar, the first series lowest. */
export function stackedCounts(series: readonly Pick<ChartSeries, 'counts'>[]): number[][] {
  const heights: number[][] = [];
  for (const { counts } of series) {
    const below = heights.at(-1);
    heights.push(counts.map((count, at) => count + (below?.[at] ?? 0)));
  }
  return heights;
}

/** Gives each name a colour; one that already has one keeps it, so that colours do not jump between refreshes. */
export function assignSlots(before: ReadonlyMap<string, number>, names: readonly string[]): Map<string, number> {
  const wanted = names.slice(0, PALETTE_SIZE);
  const slots = new Map(wanted.flatMap((name) => (before.has(name) ? [[name, before.get(name) as number]] : [])));
  const taken = new Set(slots.values());
  const free = Array.from({ length: PALETTE_SIZE }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  for (const name of wanted) if (!slots.has(name)) slots.set(name, free.shift() ?? 0);
  return slots;
}

function busiestNames(buckets: readonly CountedBucket[]): string[] {
  const totals = new Map<string, number>();
  for (const { counts } of buckets) {
    for (const [name, count] of Object.entries(counts)) totals.set(name, (totals.get(name) ?? 0) + count);
  }
  const busiest = [...totals].filter(([, total]) => total > 0).sort((a, b) => b[1] - a[1]);
  return busiest
    .slice(0, PALETTE_SIZE)
    .map(([name]) => name)
    .sort();
}

/** Bucket starts at `anchor` ± n intervals that lie in the range, the one that holds `from` included. */
function gridOf(anchor: number, from: number, to: number, intervalMs: number): number[] {
  const first = anchor - Math.ceil((anchor - from) / intervalMs) * intervalMs;
  const count = Math.min(MOST_BUCKETS + 2, Math.floor((to - first) / intervalMs) + 1);
  return Array.from({ length: Math.max(1, count) }, (_, at) => first + at * intervalMs);
}

function peakOf(times: number[], totals: number[]): ChartData['peak'] {
  const count = Math.max(0, ...totals);
  return count === 0 ? undefined : { time: times[totals.indexOf(count)] ?? 0, count };
}

function emptySeries(name: string, color: string, length: number): ChartSeries {
  return { name, color, isRest: false, counts: new Array<number>(length).fill(0), total: 0 };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
