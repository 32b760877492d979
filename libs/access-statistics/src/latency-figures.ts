import type { Cell } from './counts.js';

/** Milliseconds; null: not measured, or percentiles of sums that were counted without them. */
export interface LatencyFigures {
  readonly measured: number;
  readonly mean: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

const SHARES = [0.5, 0.95, 0.99];

/** How long the requests of a cell took, rounded to microseconds. */
export function latencyFigures({ timed, durationUs, longestUs, latency }: Cell): LatencyFigures {
  if (timed === 0) return { measured: 0, mean: null, max: null, p50: null, p95: null, p99: null };
  const max = longestUs / 1000;
  // The middle of the last bucket may lie beyond the longest duration that was measured.
  const [p50 = null, p95 = null, p99 = null] =
    latency?.quantiles(SHARES)?.map((value) => microseconds(Math.min(value, max))) ?? [];
  return { measured: timed, mean: microseconds(durationUs / timed / 1000), max, p50, p95, p99 };
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
