SELECT o.sample_id AS id, o.sample_time AS time
  FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
 WHERE f.group_id = $1 AND o.count > 0
 ORDER BY o.count, o.last_seen DESC
 LIMIT 1;
