WITH page AS MATERIALIZED (
  SELECT r.time, r.id, r.level, r.service_id, r.source_id, r.seq, r.logger, r.message, r.error_type, r.error_message,
         r.error_code, r.stack, r.error_detail, r.request_id, r.user_id, r.trace_id, r.span_id, r.time_as_sent, r.attributes
    FROM error_record r
   WHERE r.time < $2
         AND ($8::timestamptz IS NULL OR r.time <= $8)
         AND ($1::timestamptz IS NULL OR r.time >= $1)
         AND ($3::smallint[] IS NULL OR r.level = ANY($3))
         AND ($4::text IS NULL OR (
           (r.message || E'\n' || coalesce(r.error_type, '') || E'\n' || coalesce(r.error_message, '')) ILIKE $4
           AND (r.message ILIKE $4 OR r.error_type ILIKE $4 OR r.error_message ILIKE $4)))
         AND ($5::text IS NULL OR r.request_id = $5)
         AND ($6::text IS NULL OR r.user_id = $6)
         AND ($7::text IS NULL OR r.trace_id = $7)
         AND ($11::int[] IS NULL OR r.source_id = ANY($11))
         AND ($8::timestamptz IS NULL OR (r.time, r.id) < ($8, $9::uuid))
   ORDER BY r.time DESC, r.id DESC
   LIMIT $10
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text,
       page.id, page.level, service.name AS service, host.name AS host,
       source.instance, nullif(page.seq, 0) AS seq, source.pid, source.version, source.environment,
       page.logger, page.message, page.error_type, page.error_message, page.error_code, page.stack, page.error_detail,
       page.request_id, page.user_id, page.trace_id, page.span_id, page.time_as_sent, page.attributes
  FROM page
  JOIN source ON source.id = page.source_id
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = source.host_id
 ORDER BY page.time DESC, page.id DESC;
