import type { Cell } from '@log-monitor/access-statistics';
import type { AccessFigures, AccessLatency } from '@log-monitor/monitor-api';
import { rate } from '../counts/statistics.js';

/**
 * Sums as answers show them.
 *
 * @param seconds over which they were counted
 */
export function figuresOf(cell: Cell, seconds: number): AccessFigures {
  const { requests, errors, faults, bytes } = cell;
  return {
    requests,
    perSecond: seconds > 0 ? round(requests / seconds, 4) : 0,
    errors,
    errorRate: rate(errors, requests),
    faults,
    faultRate: rate(faults, requests),
    bytes,
    latency: latencyOf(cell),
    clients: cell.clients === undefined ? (requests === 0 ? 0 : null) : cell.clients.estimate(),
  };
}

/** Of the percentiles in every answer. */
const SHARES = [0.5, 0.95, 0.99];

function latencyOf({ timed, durationUs, longestUs, latency }: Cell): AccessLatency {
  if (timed === 0) return { measured: 0, mean: null, max: null, p50: null, p95: null, p99: null };
  const max = longestUs / 1000;
  // The middle of the last bucket may lie beyond the longest duration that was measured.
  const [p50 = null, p95 = null, p99 = null] =
    latency?.quantiles(SHARES)?.map((value) => round(Math.min(value, max), 3)) ?? [];
  return {
    measured: timed,
    mean: round(durationUs / timed / 1000, 3),
    max,
    p50,
    p95,
    p99,
  };
}

function round(value: number, places: number): number {
  const scale = 10 ** places;
  return Math.round(value * scale) / scale;
}
