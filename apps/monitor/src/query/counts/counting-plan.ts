import { MINUTE_MS } from '../../time/durations.js';
import type { TimeRange } from '../range/time-range.js';

/** Minutes that a counter can cover: the store keeps each count in all three. */
type CounterWidth = 1 | 10 | 60;

const WIDEST_FIRST: readonly CounterWidth[] = [60, 10, 1];

export interface CounterSegment extends TimeRange {
  /** Minutes per counter; from and to are multiples of it since 1970. */
  width: CounterWidth;
}

/** How to count a range: segments for the counters, and edges that only the rows themselves can tell. */
export interface CountingPlan {
  segments: CounterSegment[];
  /** At most two, each inside one minute and shorter than it. */
  edges: TimeRange[];
}

/**
 * Splits a range so that it is counted exactly and cheaply: as much as possible from the widest counters, the rest towards its
 * ends from narrower ones. Segments and edges together are the range, without overlap.
 *
 * @param bucketMs width of the buckets that are wanted, a multiple of a minute: no counter may be wider, nor cross a border
 */
export function planCounting(range: TimeRange, bucketMs: number): CountingPlan {
  const plan: CountingPlan = { segments: [], edges: [] };
  const widths = WIDEST_FIRST.filter((width) => bucketMs % (width * MINUTE_MS) === 0);
  split(range.from.getTime(), range.to.getTime(), widths, plan);
  return plan;
}

function split(from: number, to: number, widths: readonly CounterWidth[], plan: CountingPlan): void {
  if (from >= to) return;
  const [width, ...narrower] = widths;
  if (width === undefined) {
    plan.edges.push({ from: new Date(from), to: new Date(to) });
    return;
  }
  const step = width * MINUTE_MS;
  const first = Math.ceil(from / step) * step;
  const last = Math.floor(to / step) * step;
  if (first >= last) {
    splitBetween(from, to, width, narrower, plan);
    return;
  }
  split(from, first, narrower, plan);
  plan.segments.push({ width, from: new Date(first), to: new Date(last) });
  split(last, to, narrower, plan);
}

/** No whole counter of this width fits: narrower ones take over, but an edge must not cross from one minute into the next. */
function splitBetween(
  from: number,
  to: number,
  width: CounterWidth,
  narrower: readonly CounterWidth[],
  plan: CountingPlan,
): void {
  const border = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  if (width === 1 && from < border && border < to) {
    split(from, border, narrower, plan);
    split(border, to, narrower, plan);
    return;
  }
  split(from, to, narrower, plan);
}
