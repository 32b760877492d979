import type { Read } from './read-measurements.js';
import type { Sample } from './sample.js';

/** Ingest measures twice a second: a measurement as old as this proves nothing, and the store may be behind by as much. */
const STALE_SECONDS = 10;
/** Holes count after a minute, as in all answers about the ledger; processes unheard for a day are left out. */
const MOST_HOLES = 10_000;
/** What was unusual until so shortly before lasts, since it is judged a little later; more of it than this is left out, the lowest scores first. */
const LASTING_SECONDS = 180;
const MOST_ANOMALIES = 100;

/** Events of regressions that people are told of: not of those that only became visible when errors were regrouped. */
export const REGRESSED = `action = 'regressed' AND NOT detail ? 'regrouped'`;

/** Names of the services in which the problem `r.group_id` was seen. */
export const SERVICES_OF_PROBLEM = `coalesce((
           SELECT jsonb_agg(DISTINCT s.name) FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash JOIN service s ON s.id = o.service_id
            WHERE f.group_id = r.group_id AND o.count > 0), '[]')`;

/**
 * What can be known at this moment; $1: highest number of a dead letter at the last sample, or null; $2: the same of a regression. Errors that came by the
 * errors topic alone fill their holes.
 */
const SAMPLE = `
  WITH hole AS MATERIALIZED (
    SELECT l.source_id, (h ->> 'from')::bigint AS low, (h ->> 'to')::bigint AS high
      FROM ledger l CROSS JOIN LATERAL jsonb_array_elements(l.holes) h
     WHERE l.holes <> '[]' AND l.last_seen > now() - interval '1 day'
       AND (h ->> 'since')::numeric <= extract(epoch FROM now()) * 1000 - 60000
     LIMIT ${MOST_HOLES}
  ), missing AS (
    SELECT service.name, sum(high - low + 1) - sum(filled.errors) AS count
      FROM hole JOIN source ON source.id = hole.source_id JOIN service ON service.id = source.service_id
     CROSS JOIN LATERAL (SELECT count(*) AS errors FROM error_record e WHERE e.source_id = hole.source_id AND e.seq BETWEEN low AND high) filled
     GROUP BY 1
  ), unusual AS (
    SELECT a.detector, s.name AS source, coalesce(a.host, '') AS host, max(a.score) AS score
      FROM access_anomaly a JOIN access_source s ON s.id = a.source_id
     WHERE a.silenced_by IS NULL AND a.last_seen > now() - make_interval(secs => ${LASTING_SECONDS})
     GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT ${MOST_ANOMALIES}
  )
  SELECT CASE WHEN p.sampled_at < now() - make_interval(secs => ${STALE_SECONDS}) OR p.lag_records IS DISTINCT FROM 0
              THEN extract(epoch FROM now() - p.complete_through)::float8 ELSE 0 END AS "lagSeconds",
         pg_database_size(current_database())::float8 AS "diskBytes",
         (SELECT count(*) FROM dead_letter WHERE id > $1::bigint)::int AS "deadLetters",
         coalesce((SELECT max(id) FROM dead_letter), $1::bigint, 0)::float8 AS "lastDeadLetter",
         coalesce((SELECT jsonb_object_agg(name, count) FROM missing WHERE count > 0), '{}') AS missing,
         coalesce((SELECT max(id) FROM error_group_event WHERE ${REGRESSED}), 0)::float8 AS "lastRegression",
         coalesce((SELECT jsonb_object_agg(lpad(to_hex(r.group_id), 16, '0'), jsonb_build_object('count', r.count, 'services', ${SERVICES_OF_PROBLEM}))
                     FROM (SELECT group_id, count(*) FROM error_group_event WHERE ${REGRESSED} AND id > $2::bigint GROUP BY 1) r), '{}') AS regressions,
         coalesce((SELECT jsonb_object_agg(name, floor(extract(epoch FROM last_at) * 1000)) FROM alert_check_in), '{}') AS "checkIns",
         coalesce((SELECT jsonb_agg(to_jsonb(unusual)) FROM unusual), '[]') AS anomalies
    FROM ingest_progress p`;

const KEEP = 'INSERT INTO alert_sample (minute, body) VALUES ($1, $2) ON CONFLICT (minute) DO NOTHING';

/**
 * Measures what has no event time, and keeps it.
 *
 * @param at the minute that it stands for, milliseconds since 1970
 */
export async function takeSample(read: Read, at: number, last: Sample | undefined): Promise<Sample> {
  const [sample] = await read<Sample>(SAMPLE, [last?.lastDeadLetter ?? null, last?.lastRegression ?? null]);
  if (sample === undefined) throw new Error('the row that says how complete the store is has gone');
  await read(KEEP, [new Date(at), JSON.stringify(sample)]);
  return sample;
}
