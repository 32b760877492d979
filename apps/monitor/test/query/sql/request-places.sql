SELECT service_id, (extract(epoch FROM time) * 1000)::float8 AS from_ms, (extract(epoch FROM time) * 1000 + length_ms)::float8 AS to_ms
  FROM log_request
 WHERE hashes @> ARRAY[hashtext($1::text)]
   AND time > $2::timestamptz - interval '600000 milliseconds' AND time < $3
   AND ($4::int[] IS NULL OR service_id = ANY($4))
 ORDER BY abs(extract(epoch FROM time - $5::timestamptz))
 LIMIT $6;
