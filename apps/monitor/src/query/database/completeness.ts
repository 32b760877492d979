import type { Completeness } from '@log-monitor/monitor-api';
import type { SnapshotStart } from './snapshot-start.js';

/** Ingest measures twice a second; a measurement as old as this means that it has stopped, and its zero lag proves nothing. */
const STALE_AFTER_MS = 10_000;

type Measurement = Pick<SnapshotStart, 'complete_through' | 'lag_records' | 'sampled_at' | 'asked_at'>;

/** How complete everything is that is read in the same snapshot (docs/architecture.md, "How complete is this answer"). */
export function completenessAt(measured: Measurement): Completeness {
  const stale = measured.asked_at.getTime() - measured.sampled_at.getTime() > STALE_AFTER_MS;
  const records = stale ? null : measured.lag_records;
  return {
    completeThrough: measured.complete_through?.toISOString() ?? null,
    lag: { records, seconds: records === 0 ? 0 : ageInSeconds(measured) },
  };
}

function ageInSeconds({ complete_through, asked_at }: Measurement): number | null {
  if (complete_through === null) return null;
  return Math.max(0, asked_at.getTime() - complete_through.getTime()) / 1000;
}
