WITH page AS MATERIALIZED (
  SELECT r.*
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
         AND r.status >= 400
   ORDER BY r.time DESC, r.source_id DESC, r.kafka_partition DESC, r.kafka_offset DESC, r.element DESC
   LIMIT $17
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text, page.source_id, page.kafka_partition,
       page.kafka_offset, page.element, s.name AS source, s.server, s.cluster,
       page.host, page.method, page.route, page.path, page.status, page.duration_ms, page.request_id, page.trace_id
  FROM page JOIN access_source s ON s.id = page.source_id
 ORDER BY page.time DESC, page.source_id DESC, page.kafka_partition DESC, page.kafka_offset DESC, page.element DESC;
