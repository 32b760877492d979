import { WINDOW_SECONDS } from '@log-monitor/access-anomaly';
import type pg from 'pg';
import { judgedThrough, type SourceMark } from './due-windows.js';

const SECONDS = (time: string): string => `extract(epoch FROM ${time})::float8`;

const COMPLETE = `SELECT ${SECONDS('complete_through')} AS through FROM ingest_progress`;

const NOT_JUDGED = 'p.position IS NULL OR f.last_window > p.position';
/** Only what came to Kafka by the moment through which everything is stored: while a partition is behind, no source seems to be further than it is. */
const PROGRESS = `
  SELECT coalesce(f.source_id, s.source_id) AS source, ${SECONDS('s.position')} AS position, ${SECONDS('s.learned_at')} AS "learnedAt",
         coalesce(s.asleep, false) AS asleep, ${SECONDS('greatest(f.arrived, s.arrived)')} AS arrived, ${SECONDS('greatest(f.latest, s.latest)')} AS latest,
         ${SECONDS('f.next')} AS next, ${SECONDS('f.since')} AS "waitingSince", coalesce(f.bytes, 0)::float8 AS "waitingBytes"
    FROM access_anomaly_state s FULL JOIN (
      SELECT f.source_id, max(f.arrived) AS arrived, max(f.latest) AS latest,
             min(f.first_window) FILTER (WHERE ${NOT_JUDGED}) AS next, min(f.arrived) FILTER (WHERE ${NOT_JUDGED}) AS since,
             sum(octet_length(f.body)) FILTER (WHERE ${NOT_JUDGED}) AS bytes
        FROM access_facts f LEFT JOIN access_anomaly_state p ON p.source_id = f.source_id
       WHERE f.arrived <= to_timestamp($1)
       GROUP BY 1
    ) f ON f.source_id = s.source_id
   ORDER BY 1`;

/** A source, as tables have it. Times are seconds since 1970. */
interface Progress extends SourceMark {
  readonly source: number;
  /** Begin of the window judged last; null: none ever. */
  readonly position: number | null;
  /** Position at which what was learned was written; null: it is to be written next time. */
  learnedAt: number | null;
  readonly asleep: boolean;
  /** First window that has anything and was not judged; null: there is none. */
  readonly next: number | null;
}

/** Windows of a source that can be judged. */
export interface DueSource extends Progress {
  /** Begin of the first one, and end of the last one. */
  readonly from: number;
  to: number;
}

/** Sources of which windows are over, with these windows. */
export async function readDueSources(client: pg.PoolClient): Promise<DueSource[]> {
  const complete = await client.query<{ through: number | null }>(COMPLETE);
  const through = complete.rows[0]?.through ?? null;
  if (through === null) return [];
  const { rows } = await client.query<Progress>(PROGRESS, [through]);
  return rows.flatMap((one) => {
    const from = firstWindow(one);
    const to = judgedThrough(one, through);
    return from === undefined || from >= to ? [] : [{ ...one, from, to }];
  });
}

/** A source that sleeps goes on with what comes next. */
function firstWindow({ position, asleep, next }: Progress): number | undefined {
  if (position === null) return next ?? undefined;
  if (!asleep) return position + WINDOW_SECONDS;
  return next === null ? undefined : Math.max(next, position + WINDOW_SECONDS);
}
