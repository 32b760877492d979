WITH page AS MATERIALIZED (
  SELECT *
    FROM (
      SELECT r.time, r.id, r.level, r.service_id, r.source_id, r.seq, r.logger, r.message, NULL::text AS error_type,
         NULL::text AS error_message, NULL::text AS error_code, NULL::text AS stack, r.error AS error_detail,
         r.request_id, r.user_id, r.trace_id, r.span_id, r.time_as_sent, r.attributes
        FROM log_record r
       WHERE r.service_id = $1 AND r.time >= $6 AND r.time < $7 AND (r.time, r.id) < ($3, $4::uuid)
       ORDER BY r.time DESC, r.id DESC
      OFFSET 0
    ) of_service
   WHERE CASE WHEN source_id = $2 THEN true ELSE false END
   LIMIT $5
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text,
       page.id, page.level, service.name AS service, host.name AS host,
       source.instance, nullif(page.seq, 0) AS seq, source.pid, source.version, source.environment,
       page.logger, page.message, page.error_type, page.error_message, page.error_code, page.stack, page.error_detail,
       page.request_id, page.user_id, page.trace_id, page.span_id, page.time_as_sent, page.attributes
  FROM page
  JOIN source ON source.id = page.source_id
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = source.host_id;
