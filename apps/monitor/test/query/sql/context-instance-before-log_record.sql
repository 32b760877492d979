WITH page AS MATERIALIZED (
  SELECT *
    FROM (
      SELECT <LOG_PAGE_COLUMNS>
        FROM log_record r
       WHERE r.service_id = $1 AND r.time >= $6 AND r.time < $7 AND r.time <= $3
         AND (r.time, coalesce(r.time_nanos, 0), r.source_id, coalesce(nullif(r.seq, 0), r.kafka_offset), r.id) < ($3, ($8::bigint[])[1], ($8::bigint[])[2], ($8::bigint[])[3], $4::uuid)
       ORDER BY time DESC, nanos DESC, source_id DESC, place DESC, id DESC
      OFFSET 0
    ) of_service
   WHERE CASE WHEN source_id = $2 THEN true ELSE false END
   LIMIT $5
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>;
