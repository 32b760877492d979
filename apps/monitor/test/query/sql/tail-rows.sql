WITH page AS MATERIALIZED (
  SELECT r.kafka_offset, <LOG_PAGE_COLUMNS>
    FROM log_record r
   WHERE r.kafka_partition = CASE WHEN $4 THEN -1 - $1::int ELSE $1 END AND r.kafka_offset >= $2 AND r.kafka_offset < $3
  UNION ALL
  SELECT r.kafka_offset, <ERROR_PAGE_COLUMNS>
    FROM error_record r
   WHERE r.from_errors_topic = $4 AND r.kafka_partition = $1 AND r.kafka_offset >= $2 AND r.kafka_offset < $3
)
SELECT page.kafka_offset, <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>
 ORDER BY page.kafka_offset, page.id;
