SELECT width_bucket(r.time, $17::timestamptz[]) - 1 AS bucket,
       CASE WHEN $18 THEN r.source_id END AS source, CASE WHEN $19 THEN coalesce(r.status, 0) END AS status,
       CASE WHEN $20 THEN coalesce(r.host, '') END AS host,
       CASE $21::text WHEN 'method' THEN coalesce(r.method, '(unknown)') WHEN 'route' THEN coalesce(r.method, '(unknown)') || ' ' || coalesce(r.route, r.path, '(unknown)')
                      WHEN 'path' THEN coalesce(r.path, '(unknown)') WHEN 'client' THEN coalesce(r.client, '(unknown)')
       END AS value,
       count(*) AS requests, count(*) FILTER (WHERE r.status >= 400) AS errors, count(*) FILTER (WHERE (r.status BETWEEN 500 AND 599 OR r.flags & 65536 <> 0)) AS faults,
       coalesce(sum(r.bytes), 0)::bigint AS bytes, count(*) FILTER (WHERE r.latency = 0 AND r.duration_ms IS NOT NULL) AS timed,
       coalesce(sum(r.duration_ms) FILTER (WHERE r.latency = 0 AND r.duration_ms IS NOT NULL), 0) AS duration_ms,
       coalesce(max(r.duration_ms) FILTER (WHERE r.latency = 0 AND r.duration_ms IS NOT NULL), 0) AS longest_ms
  FROM access_record r
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
 GROUP BY 1, 2, 3, 4, 5;
