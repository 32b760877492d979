SELECT lpad(to_hex(f.hash), 16, '0') AS id, f.title, f.culprit, f.basis, coalesce(sum(o.count), 0)::float8 AS count
  FROM error_fingerprint f LEFT JOIN error_occurrence o ON o.fingerprint = f.hash
 WHERE f.group_id = $1
 GROUP BY f.hash ORDER BY count DESC, f.hash
 LIMIT 200;
