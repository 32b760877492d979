import { type Cell, latencyFigures } from '@log-monitor/access-statistics';
import type { AccessFigures } from '@log-monitor/monitor-api';
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
    latency: latencyFigures(cell),
    clients: cell.clients === undefined ? (requests === 0 ? 0 : null) : cell.clients.estimate(),
  };
}

function round(value: number, places: number): number {
  const scale = 10 ** places;
  return Math.round(value * scale) / scale;
}
