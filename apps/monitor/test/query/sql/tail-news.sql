WITH wanted AS MATERIALIZED (
  SELECT * FROM unnest($1::int[], $2::boolean[], $3::bigint[], $4::bigint[]) l (partition, is_errors, low, high)
), page AS MATERIALIZED (
  SELECT wanted.partition, wanted.is_errors, newest.*
    FROM service
   CROSS JOIN LATERAL (
     SELECT r.kafka_partition, r.kafka_offset, <LOG_PAGE_COLUMNS>
       FROM log_record r
      WHERE r.service_id = service.id AND r.time >= $5
     OFFSET 0
   ) newest
    JOIN wanted ON newest.kafka_partition = CASE WHEN wanted.is_errors THEN -1 - wanted.partition ELSE wanted.partition END
             AND newest.kafka_offset >= wanted.low AND newest.kafka_offset < wanted.high
  UNION ALL
  SELECT wanted.partition, wanted.is_errors, r.kafka_partition, r.kafka_offset, <ERROR_PAGE_COLUMNS>
    FROM wanted
    JOIN error_record r ON r.from_errors_topic = wanted.is_errors AND r.kafka_partition = wanted.partition
                       AND r.kafka_offset >= wanted.low AND r.kafka_offset < wanted.high
)
SELECT CASE WHEN page.is_errors THEN 'e' ELSE 'm' END || page.partition AS partition, page.kafka_offset, <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>
 ORDER BY page.is_errors, page.partition, page.kafka_offset, page.id;
