SELECT lpad(to_hex(f.group_id), 16, '0') AS id, floor(extract(epoch FROM c.start - $2::timestamptz) * 1000 / $5::float8)::int AS part, sum(c.count)::float8 AS count
  FROM error_fingerprint f
  JOIN error_count c ON c.fingerprint = f.hash AND c.width = $4 AND c.start >= $2 AND c.start < $3
 WHERE f.group_id = ANY($1::bigint[])
   AND ($6::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($6)))
 GROUP BY 1, 2;
