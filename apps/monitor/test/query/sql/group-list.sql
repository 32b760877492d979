WITH counted AS MATERIALIZED (
  SELECT f.group_id, coalesce(sum(c.count) FILTER (WHERE c.start >= $1), 0) AS count, coalesce(sum(c.count) FILTER (WHERE c.start < $1), 0) AS before
    FROM error_count c JOIN error_fingerprint f ON f.hash = c.fingerprint
   WHERE c.width = $3 AND c.start >= $4 AND c.start < $2
     AND ($5::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
   GROUP BY f.group_id
), named AS MATERIALIZED (
  SELECT f.group_id, min(service.name) AS name
    FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash JOIN service ON service.id = o.service_id
   WHERE $15::text = 'service' AND o.count > 0
   GROUP BY f.group_id
  UNION ALL
  SELECT group_id, version
    FROM (SELECT DISTINCT ON (f.group_id) f.group_id, o.version
            FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
           WHERE $15::text = 'version' AND o.count > 0 AND o.version <> ''
           ORDER BY f.group_id, o.last_seen DESC, o.version) latest
), listed AS MATERIALIZED (
  SELECT g.id, counted.count, counted.before, (round(CASE $15::text
           WHEN 'firstSeen' THEN extract(epoch FROM g.first_seen) * 1000
           WHEN 'count' THEN counted.count
           WHEN 'total' THEN g.count
           WHEN 'users' THEN g.users
           WHEN 'growth' THEN 1000 * (counted.count + 1) / (counted.before + 1)
           WHEN 'lastSeen' THEN extract(epoch FROM g.last_seen) * 1000
           ELSE -rank() OVER (ORDER BY CASE $15::text
           WHEN 'title' THEN lower(g.title)
           WHEN 'culprit' THEN lower(g.culprit)
           WHEN 'state' THEN g.triage->>'state'
           WHEN 'assignee' THEN lower(g.triage->>'assignee')
           ELSE named.name END) END) * $16::int)::bigint AS key
    FROM counted JOIN error_group g ON g.id = counted.group_id LEFT JOIN named ON named.group_id = g.id
   WHERE counted.count > 0 AND g.triage->>'state' <> 'deleted'
     AND ($6::text[] IS NULL OR g.triage->>'state' = ANY($6))
     AND ($7::text IS NULL OR g.title ILIKE $7 OR g.culprit ILIKE $7 OR EXISTS (SELECT FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note' AND e.undone_by IS NULL AND e.detail->>'text' ILIKE $7))
     AND ($8::text IS NULL OR coalesce(g.triage->>'assignee', '-') = $8)
     AND ($9::text[] IS NULL OR g.id IN (
       SELECT f.group_id FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash WHERE o.version = ANY($9)))
     AND ($10::bigint IS NULL OR g.users >= $10)
     AND ($11::bigint IS NULL OR counted.count >= $11)
     AND ($12::text IS NULL OR ($12 = 'inRange') = (g.first_seen >= $1))
     AND ($13::boolean IS NULL OR $13 = (g.triage ? 'regressedAt'))
     AND ($14::boolean IS NULL OR $14 = EXISTS (SELECT FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note' AND e.undone_by IS NULL))
), page AS MATERIALIZED (
  SELECT * FROM listed WHERE $17::bigint IS NULL OR (key, id) < ($17, $18::bigint) ORDER BY key DESC, id DESC LIMIT $19
)
SELECT lpad(to_hex(g.id), 16, '0') AS id, g.title, g.culprit, g.triage, g.first_seen, g.last_seen, g.count AS total, g.users, g.revision,
         (SELECT count(*) FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note' AND e.undone_by IS NULL)::int AS notes, page.count::float8 AS count, page.before::float8 AS before, page.key::text AS key, (SELECT count(*) FROM listed)::int AS listed
  FROM page JOIN error_group g ON g.id = page.id
 ORDER BY page.key DESC, page.id DESC;
