import type { StoredRecord } from '@log-monitor/monitor-api';
import type { Histogram } from './chart-series.js';

const WIDTHS_MS = [1, 2, 5, 10, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60_000);
const MOST_BARS = 120;

/**
 * Counts records over time where the API has no counters: it counts by service and level, not by text or request.
 *
 * @param to right edge, epoch ms
 * @param from left edge where everything back to it is known; the oldest record's time otherwise
 */
export function foundHistogram(records: readonly StoredRecord[], to: number, from: number | undefined): Histogram {
  const times = records.map((record) => Date.parse(record.timestamp)).filter(Number.isFinite);
  const oldest = times.reduce((least, time) => Math.min(least, time), to);
  const start = from ?? oldest;
  const intervalMs = WIDTHS_MS.find((width) => (to - start) / width <= MOST_BARS) ?? (to - start) / MOST_BARS;
  const buckets = new Map<number, Map<string, number>>([[bucketOf(start, intervalMs), new Map()]]);
  for (const record of records) {
    const time = Date.parse(record.timestamp);
    if (Number.isNaN(time)) continue;
    const at = bucketOf(time, intervalMs);
    const counts = buckets.get(at) ?? new Map<string, number>();
    counts.set(record.level, (counts.get(record.level) ?? 0) + 1);
    buckets.set(at, counts);
  }
  return {
    completeThrough: null,
    range: { from: new Date(start).toISOString(), to: new Date(to).toISOString() },
    intervalMs,
    buckets: [...buckets].map(([time, counts]) => ({
      time: new Date(time).toISOString(),
      counts: Object.fromEntries(counts),
    })),
  };
}

function bucketOf(time: number, intervalMs: number): number {
  return Math.floor(time / intervalMs) * intervalMs;
}
