WITH page AS MATERIALIZED (
  SELECT r.*
    FROM access_record r
   WHERE r.status >= 400 AND (r.status BETWEEN 500 AND 599 OR r.flags & 65536 <> 0) AND abs(extract(epoch FROM r.time - $4::timestamptz)) * 1000 <= least(coalesce(r.duration_ms, 0), 60000) + 1000 AND r.time >= $1 AND r.time < $2
   ORDER BY abs(extract(epoch FROM r.time - $4::timestamptz))
   LIMIT $3
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text, page.source_id, page.kafka_partition,
       page.kafka_offset, page.element, s.name AS source, s.server, s.cluster,
       page.client, page.method, page.host, page.route, page.path, page.status, page.duration_ms, page.upstream_ms,
       page.latency, page.bytes, page.health_check, page.request_id, page.trace_id, page.flags, page.line
  FROM page JOIN access_source s ON s.id = page.source_id;
