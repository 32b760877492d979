SELECT id::text AS id, at, actor, action, detail, undone_by IS NOT NULL AS undone
  FROM error_group_event
 WHERE group_id = $1 OR group_id IN (SELECT id FROM error_group WHERE merged_into = $1)
 ORDER BY error_group_event.id DESC
 LIMIT 100;
