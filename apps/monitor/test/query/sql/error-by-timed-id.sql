WITH page AS (
  SELECT r.time, r.id, r.level, r.service_id, r.source_id, r.seq, r.logger, r.message, r.error_type, r.error_message,
         r.error_code, r.stack, r.error_detail, r.request_id, r.user_id, r.trace_id, r.span_id, r.time_as_sent, r.attributes, r.kafka_partition, r.kafka_offset, r.received_at
    FROM error_record r
   WHERE r.id = $1 AND r.time >= $2 AND r.time < $3
   LIMIT 1
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text,
       page.id, page.level, service.name AS service, host.name AS host,
       source.instance, nullif(page.seq, 0) AS seq, source.pid, source.version, source.environment,
       page.logger, page.message, page.error_type, page.error_message, page.error_code, page.stack, page.error_detail,
       page.request_id, page.user_id, page.trace_id, page.span_id, page.time_as_sent, page.attributes, page.service_id, page.source_id, page.kafka_partition, page.kafka_offset, page.received_at, ledger.highest, ledger.records, ledger.ended
  FROM page
  JOIN source ON source.id = page.source_id
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = source.host_id
  LEFT JOIN ledger ON ledger.source_id = page.source_id;
