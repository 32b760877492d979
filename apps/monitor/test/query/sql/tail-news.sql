WITH lane AS MATERIALIZED (
  SELECT * FROM unnest($1::int[], $2::boolean[], $3::bigint[], $4::bigint[]) l (partition, is_errors, low, high)
), page AS MATERIALIZED (
  SELECT lane.partition, lane.is_errors, newest.*
    FROM service
   CROSS JOIN LATERAL (
     SELECT r.kafka_partition, r.kafka_offset, r.time, r.id, r.level, r.service_id, r.source_id, r.seq, r.logger, r.message, NULL::text AS error_type,
         NULL::text AS error_message, NULL::text AS error_code, NULL::text AS stack, r.error AS error_detail,
         r.request_id, r.user_id, r.trace_id, r.span_id, r.time_as_sent, r.attributes
       FROM log_record r
      WHERE r.service_id = service.id AND r.time >= $5
     OFFSET 0
   ) newest
    JOIN lane ON newest.kafka_partition = CASE WHEN lane.is_errors THEN -1 - lane.partition ELSE lane.partition END
             AND newest.kafka_offset >= lane.low AND newest.kafka_offset < lane.high
  UNION ALL
  SELECT lane.partition, lane.is_errors, r.kafka_partition, r.kafka_offset, r.time, r.id, r.level, r.service_id, r.source_id, r.seq, r.logger, r.message, r.error_type, r.error_message,
         r.error_code, r.stack, r.error_detail, r.request_id, r.user_id, r.trace_id, r.span_id, r.time_as_sent, r.attributes
    FROM lane
    JOIN error_record r ON r.from_errors_topic = lane.is_errors AND r.kafka_partition = lane.partition
                       AND r.kafka_offset >= lane.low AND r.kafka_offset < lane.high
)
SELECT CASE WHEN page.is_errors THEN 'e' ELSE 'm' END || page.partition AS lane, page.kafka_offset, page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text,
       page.id, page.level, service.name AS service, host.name AS host,
       source.instance, nullif(page.seq, 0) AS seq, source.pid, source.version, source.environment,
       page.logger, page.message, page.error_type, page.error_message, page.error_code, page.stack, page.error_detail,
       page.request_id, page.user_id, page.trace_id, page.span_id, page.time_as_sent, page.attributes
  FROM page
  JOIN source ON source.id = page.source_id
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = source.host_id
 ORDER BY page.is_errors, page.partition, page.kafka_offset;
