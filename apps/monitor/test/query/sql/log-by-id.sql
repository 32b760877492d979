WITH page AS (
  SELECT found.*
    FROM (SELECT id FROM service) chosen
   CROSS JOIN LATERAL (
     SELECT <LOG_PAGE_COLUMNS>, r.kafka_partition, r.kafka_offset, NULL::timestamptz AS received_at
       FROM log_record r
      WHERE r.service_id = chosen.id AND r.time >= $2 AND r.time < $3 AND r.id = $1
   ) found
   LIMIT 1
)
SELECT <RECORD_COLUMNS>, page.service_id, page.kafka_partition, page.kafka_offset, page.received_at, ledger.highest, ledger.records, ledger.ended
  FROM page
  <RECORD_JOINS>
  LEFT JOIN ledger ON ledger.source_id = page.source_id;
