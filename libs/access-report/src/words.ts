import type { LatencyFigures } from '@log-monitor/access-statistics';

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`; above a million `1.2M`. */
export function countText(count: number): string {
  return (count < 1_000_000 ? WHOLE : COMPACT).format(count);
}

/** @param share 0 to 1 */
export function shareText(share: number): string {
  if (share === 0) return '0 %';
  return share < 0.0001 ? '<0.01 %' : `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
}

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit += 1) size /= 1000;
  return `${size.toFixed(unit === 0 || size >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** @param ms null: not measured */
export function durationText(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  return ms < 100_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** The 95th percentile; where there is none, the mean as `ø 12 ms`. */
export function latencyText({ p95, mean }: Pick<LatencyFigures, 'p95' | 'mean'>): string {
  return p95 === null && mean !== null ? `ø ${durationText(mean)}` : durationText(p95);
}

/** `2026-11-20 07:00:00 UTC` */
export function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
