SELECT g.id::text AS number, lpad(to_hex(g.id), 16, '0') AS id, g.title, g.culprit, g.triage, g.first_seen, g.last_seen, g.count AS total, g.users, g.revision,
         (SELECT count(*) FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note' AND e.undone_by IS NULL)::int AS notes
  FROM error_group g
 WHERE g.id = (
         SELECT coalesce(CASE WHEN t.first_seen IS NULL THEN t.regrouped_into END, t.id) FROM error_group t
          WHERE t.id = coalesce((SELECT merged_into FROM error_group WHERE id = $1), $1))
   AND g.triage->>'state' <> 'deleted' AND g.first_seen IS NOT NULL;
