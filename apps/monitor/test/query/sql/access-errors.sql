WITH page AS MATERIALIZED (
  SELECT r.*
    FROM access_error r
   WHERE r.time >= $1 AND r.time < $2
         AND ($3::int[] IS NULL OR r.source_id = ANY($3))
         AND ($4::smallint[] IS NULL OR r.level = ANY($4))
         AND ($5::text[] IS NULL OR r.message_class = ANY($5))
         AND ($6::text[] IS NULL OR coalesce(r.host, '') = ANY($6))
         AND ($7::text[] IS NULL OR r.client = ANY($7))
         AND ($8::text IS NULL OR r.line ILIKE $8)
         AND ($9::timestamptz IS NULL OR (r.time <= $9 AND (r.time, r.source_id, r.kafka_partition, r.kafka_offset, r.element)
            < ($9, ($10::bigint[])[1], ($10)[2], ($10)[3], ($10)[4])))
   ORDER BY r.time DESC, r.source_id DESC, r.kafka_partition DESC, r.kafka_offset DESC, r.element DESC
   LIMIT $11
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text, page.source_id, page.kafka_partition,
       page.kafka_offset, page.element, s.name AS source, s.server, s.cluster,
       page.level, page.message_class, page.message, page.client, page.host, page.upstream, page.line
  FROM page JOIN access_source s ON s.id = page.source_id
 ORDER BY page.time DESC, page.source_id DESC, page.kafka_partition DESC, page.kafka_offset DESC, page.element DESC;
