SELECT CASE $2 WHEN 'service' THEN service.name ELSE o.version END AS name, sum(o.count)::float8 AS count,
       min(o.first_seen) AS "firstSeen", max(o.last_seen) AS "lastSeen"
  FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash JOIN service ON service.id = o.service_id
 WHERE f.group_id = $1 AND o.count > 0
 GROUP BY 1 ORDER BY count DESC, name
 LIMIT 100;
