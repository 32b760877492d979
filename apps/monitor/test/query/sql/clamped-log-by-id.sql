WITH page AS (
  SELECT <LOG_PAGE_COLUMNS>, r.kafka_partition, r.kafka_offset, NULL::timestamptz AS received_at
    FROM log_record r
   WHERE r.id = $1 AND r.time_as_sent IS NOT NULL
   LIMIT 1
)
SELECT <RECORD_COLUMNS>, page.service_id, page.kafka_partition, page.kafka_offset, page.received_at, ledger.highest, ledger.records, ledger.ended
  FROM page
  <RECORD_JOINS>
  LEFT JOIN ledger ON ledger.source_id = page.source_id;
