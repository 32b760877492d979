WITH counted AS MATERIALIZED (
  SELECT f.group_id, coalesce(sum(c.count) FILTER (WHERE c.start >= $1 AND c.start < $2), 0)::float8 AS count,
         coalesce(sum(c.count) FILTER (WHERE c.start >= $3 AND c.start < $4), 0)::float8 AS before
    FROM error_count c JOIN error_fingerprint f ON f.hash = c.fingerprint
   WHERE c.width = $5 AND (c.start >= $1 AND c.start < $2 OR c.start >= $3 AND c.start < $4)
     AND ($6::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($6)))
   GROUP BY f.group_id
), expected AS MATERIALIZED (
  SELECT counted.*, g.first_seen, before * extract(epoch FROM $2::timestamptz - $1) / extract(epoch FROM $4::timestamptz - $3) AS expected
    FROM counted JOIN error_group g ON g.id = counted.group_id WHERE g.triage->>'state' <> 'deleted'
), told AS (
  SELECT expected.*, CASE WHEN count > 0 AND first_seen >= $1 THEN 'new'
           WHEN count >= 2 * expected AND count - expected >= 3 * sqrt(greatest(expected, 1)) THEN 'grown'
           WHEN count = 0 AND expected >= 3 THEN 'vanished' END AS kind
    FROM expected
), ranked AS (
  SELECT told.*, count(*) OVER (PARTITION BY kind) AS of_kind,
         row_number() OVER (PARTITION BY kind ORDER BY CASE kind WHEN 'new' THEN count WHEN 'grown' THEN count - expected ELSE before END DESC, group_id) AS place
    FROM told WHERE kind IS NOT NULL
)
SELECT lpad(to_hex(g.id), 16, '0') AS id, g.title, g.culprit, g.triage, g.first_seen, g.last_seen, g.count AS total, g.users, g.revision,
         (SELECT count(*) FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note' AND e.undone_by IS NULL)::int AS notes, ranked.kind, ranked.count, ranked.before, ranked.of_kind::int AS "ofKind"
  FROM ranked JOIN error_group g ON g.id = ranked.group_id
 WHERE ranked.place <= $7
 ORDER BY ranked.kind, ranked.place;
