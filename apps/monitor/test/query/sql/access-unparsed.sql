WITH page AS MATERIALIZED (
  SELECT r.*
    FROM access_unparsed r
   WHERE r.time >= $1 AND r.time < $2
         AND ($3::int[] IS NULL OR r.source_id = ANY($3))
         AND ($4::text[] IS NULL OR r.reason = ANY($4))
         AND ($5::text IS NULL OR position(lower($5) IN lower(encode(r.line, 'escape'))) > 0)
         AND ($6::timestamptz IS NULL OR (r.time <= $6 AND (r.time, r.source_id, r.kafka_partition, r.kafka_offset, r.element)
            < ($6, ($7::bigint[])[1], ($7)[2], ($7)[3], ($7)[4])))
   ORDER BY r.time DESC, r.source_id DESC, r.kafka_partition DESC, r.kafka_offset DESC, r.element DESC
   LIMIT $8
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text, page.source_id, page.kafka_partition,
       page.kafka_offset, page.element, s.name AS source, s.server, s.cluster, page.reason, page.line, page.size
  FROM page JOIN access_source s ON s.id = page.source_id
 ORDER BY page.time DESC, page.source_id DESC, page.kafka_partition DESC, page.kafka_offset DESC, page.element DESC;
