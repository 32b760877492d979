SELECT r.time, coalesce(r.status, 0) AS status, coalesce((r.status BETWEEN 500 AND 599 OR r.flags & 65536 <> 0), false) AS fault, coalesce(r.bytes, 0) AS bytes, CASE WHEN r.latency = 0 AND r.duration_ms IS NOT NULL THEN r.duration_ms END AS duration_ms, r.host, s.format, r.line
  FROM access_record r JOIN access_source s ON s.id = r.source_id
 WHERE r.time >= $1 AND r.time < $2
         AND ($3::int[] IS NULL OR r.source_id = ANY($3))
         AND ($4::text[] IS NULL OR coalesce(r.host, '') = ANY($4))
         AND ($16::text[] IS NULL OR cardinality($16) > 4 OR hashtext(r.route) = ANY(ARRAY[hashtext(($16)[1]), hashtext(($16)[2]), hashtext(($16)[3]), hashtext(($16)[4])]))
         AND ($5::text[] IS NULL OR coalesce(r.method, '(unknown)') || ' ' || coalesce(r.route, r.path, '(unknown)') = ANY($5))
         AND ($6::text[] IS NULL OR coalesce(r.path, '(unknown)') = ANY($6))
         AND ($15::boolean IS NOT TRUE OR r.status >= 400)
         AND ($7::smallint[] IS NULL OR coalesce(r.status, 0) = ANY($7))
         AND ($8::text[] IS NULL OR coalesce(r.method, '(unknown)') = ANY($8))
         AND ($9::text[] IS NULL OR coalesce(r.client, '(unknown)') = ANY($9))
         AND ($10::text IS NULL OR r.line ILIKE $10)
         AND ($11::boolean IS NULL OR r.health_check = $11)
         AND ($12::text IS NULL OR (r.request_id = $12 AND ARRAY[hashtext(r.request_id)] @> ARRAY[hashtext($12)]))
         AND ($13::text IS NULL OR r.trace_id = $13)
         AND ($14::float8 IS NULL OR r.duration_ms >= $14)
 ORDER BY r.time DESC
 LIMIT $17;
