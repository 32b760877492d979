SELECT id, topic, kafka_partition, kafka_offset, element, kafka_time, created_at, reason, detail, size, key, headers,
       coalesce(length(value), 0) AS kept, substring(value FROM 1 FOR $5) AS beginning,
       to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_text
  FROM dead_letter
 WHERE ($1::text[] IS NULL OR topic = ANY($1))
   AND ($2::text[] IS NULL OR reason = ANY($2))
   AND ($3::bigint IS NULL OR id < $3)
 ORDER BY id DESC
 LIMIT $4;
