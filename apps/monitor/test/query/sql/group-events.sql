SELECT id::text AS id, at, actor, action, detail, undone_by IS NOT NULL AS undone
  FROM error_group_event
 WHERE group_id = ANY(ARRAY(SELECT id FROM error_group WHERE id = $1 UNION ALL SELECT id FROM error_group WHERE merged_into = $1
   UNION ALL SELECT id FROM error_group WHERE regrouped_into = $1 AND first_seen IS NULL))
 ORDER BY error_group_event.id DESC
 LIMIT 100;
