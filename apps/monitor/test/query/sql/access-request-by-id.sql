SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text, page.source_id, page.kafka_partition,
       page.kafka_offset, page.element, s.name AS source, s.server, s.cluster,
       page.client, page.method, page.host, page.route, page.path, page.status, page.duration_ms, page.upstream_ms,
       page.latency, page.bytes, page.health_check, page.request_id, page.trace_id, page.flags, page.line, s.topic, s.format
  FROM access_record page JOIN access_source s ON s.id = page.source_id
 WHERE page.time = $1::timestamptz AND page.source_id = ($2::bigint[])[1] AND page.kafka_partition = ($2)[2] AND page.kafka_offset = ($2)[3]
   AND page.element = ($2)[4];
