import { MINUTE_MS } from '../../time/durations.js';
import type { Span } from './minute-table.js';
import type { Question } from './measurements.js';
import type { ProblemMinute } from './problem-table.js';
import type { Read } from './read-measurements.js';

/** Cells of a minute; of more, those with the most errors. */
const MOST_CELLS = 2000;

/**
 * Closes the minutes of [$1, $2) that are not closed yet: errors by the problem that they belong to now, and service. What batches have counted and is not
 * added up yet (`error_delta`) counts as well. Problems that people do not want to hear of are left out. As long as rules for grouping are changed and not
 * applied to what is stored, nothing is new that only a rule made, nor anything at all in the first hour: it may have been known under another name.
 */
const CLOSE = `
  WITH open AS MATERIALIZED (
    SELECT m AS minute FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') m
     WHERE NOT EXISTS (SELECT FROM alert_problem_minute a WHERE a.minute = m)
  ), waiting AS MATERIALIZED (
    SELECT (cell ->> 'fingerprint')::bigint AS fingerprint, (cell ->> 'serviceId')::int AS service_id,
           to_timestamp((cell -> 'first' ->> 0)::float8 / 1000) AS first_seen, cell -> 'minutes' AS minutes
      FROM error_delta d CROSS JOIN LATERAL json_array_elements(d.body) cell
  ), counted AS (
    SELECT start AS minute, fingerprint, service_id, count FROM error_count WHERE width = 1 AND start >= $1 AND start < $2
    UNION ALL
    SELECT to_timestamp((one ->> 0)::float8 / 1000), fingerprint, service_id, (one ->> 1)::bigint
      FROM waiting CROSS JOIN LATERAL json_array_elements(waiting.minutes) one
  ), changed AS MATERIALIZED (
    SELECT max(at) AS at FROM group_rules
     WHERE revision > coalesce((SELECT max(revision) FROM group_application WHERE state = 'finished'), 0)
  ), cells AS (
    SELECT open.minute, f.group_id, counted.service_id, sum(counted.count)::bigint AS count
      FROM open JOIN counted ON counted.minute = open.minute JOIN error_fingerprint f ON f.hash = counted.fingerprint
     GROUP BY 1, 2, 3 HAVING sum(counted.count) > 0
  ), ranked AS (
    SELECT cells.*,
           least(g.first_seen, early.first_seen) >= cells.minute AND (changed.at IS NULL OR changed.at < cells.minute - interval '1 hour' AND NOT EXISTS (
             SELECT FROM error_fingerprint f WHERE f.group_id = cells.group_id AND f.basis ->> 'by' = 'rule')) AS fresh,
           row_number() OVER (PARTITION BY cells.minute ORDER BY cells.count DESC, cells.group_id, cells.service_id) AS place
      FROM cells JOIN error_group g ON g.id = cells.group_id CROSS JOIN changed
      LEFT JOIN (
        SELECT f.group_id, min(waiting.first_seen) AS first_seen FROM waiting JOIN error_fingerprint f ON f.hash = waiting.fingerprint GROUP BY 1
      ) early ON early.group_id = cells.group_id
     WHERE g.triage ->> 'state' NOT IN ('ignored', 'muted', 'deleted')
  )
  INSERT INTO alert_problem_minute (minute, problems, service_ids, counts, fresh)
  SELECT open.minute, coalesce(array_agg(r.group_id) FILTER (WHERE r.place IS NOT NULL), '{}'),
         coalesce(array_agg(r.service_id) FILTER (WHERE r.place IS NOT NULL), '{}'), coalesce(array_agg(r.count) FILTER (WHERE r.place IS NOT NULL), '{}'),
         coalesce(array_agg(coalesce(r.fresh, false)) FILTER (WHERE r.place IS NOT NULL), '{}')
    FROM open LEFT JOIN ranked r ON r.minute = open.minute AND r.place <= ${MOST_CELLS}
   GROUP BY open.minute`;

const READ = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, service_ids AS "serviceIds", counts::float8[] AS counts, fresh,
         ARRAY(SELECT lpad(to_hex(p), 16, '0') FROM unnest(problems) WITH ORDINALITY u (p, place) ORDER BY place) AS problems
    FROM alert_problem_minute WHERE minute >= $1 AND minute < $2 AND problems <> '{}'`;

/** From then on these minutes stay as they are, whatever comes late and whatever is merged, split or grouped in another way. */
export async function closeProblems(read: Read, from: number, to: number): Promise<void> {
  await read(CLOSE, [new Date(from), new Date(to)]);
}

/** Closed minutes of [from, to) that have errors. One that was never closed has none. */
export async function readProblems(read: Read, { from, to }: Span): Promise<ProblemMinute[]> {
  return read<ProblemMinute>(READ, [new Date(from), new Date(to)]);
}

/** Minutes that the questions about problems look at, a minute more than the longest window that ends at `at`; undefined: nothing is asked. */
export function problemSpan(questions: readonly Question[], at: number): Span | undefined {
  const windows = questions.flatMap(({ problems, window }) => (problems ? [window] : []));
  if (windows.length === 0) return undefined;
  return { from: at - (Math.max(...windows) + 1) * MINUTE_MS, to: at };
}
