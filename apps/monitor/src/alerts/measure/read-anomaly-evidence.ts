import type { AlertScope } from '@log-monitor/monitor-api';
import { type AlertSample, MAX_SAMPLES } from '../event/alert-event.js';
import type { Span } from './minute-table.js';
import { likePatterns } from './narrowing.js';
import type { Read } from './read-measurements.js';

/** What was unusual in [$1, $2): of detectors $3, of hosts $4 and sources $5 as patterns; the highest score first. */
const READ_ANOMALIES = `
  SELECT a.first_seen AS time, a.score, coalesce(a.host, s.name) AS host, a.why
    FROM access_anomaly a JOIN access_source s ON s.id = a.source_id
   WHERE a.last_seen >= $1 AND a.first_seen < $2 AND a.silenced_by IS NULL AND ($3::text[] IS NULL OR a.detector = ANY($3))
     AND ($4::text[] IS NULL OR coalesce(a.host, '(unknown)') LIKE ANY($4)) AND ($5::text[] IS NULL OR s.name LIKE ANY($5))
   ORDER BY a.score DESC, a.first_seen DESC LIMIT ${MAX_SAMPLES}`;

interface AnomalyRow {
  time: Date;
  score: number;
  host: string;
  why: string;
}

/** Findings that explain themselves. */
export async function anomalyEvidence(
  read: Read,
  window: Span,
  { detectors, hosts, sources }: AlertScope,
): Promise<AlertSample[]> {
  const rows = await read<AnomalyRow>(READ_ANOMALIES, [
    ...[new Date(window.from), new Date(window.to), detectors ?? null, likePatterns(hosts), likePatterns(sources)],
  ]);
  return rows.map(({ time, score, host, why }) => ({
    ...{ time: time.toISOString(), level: `score ${score}`, service: host, message: why },
  }));
}
