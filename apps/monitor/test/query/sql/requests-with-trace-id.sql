WITH page AS MATERIALIZED (
  SELECT r.*
    FROM (
     SELECT * FROM access_record one
      WHERE one.trace_id = $4 AND ARRAY[hashtext(one.trace_id)] @> ARRAY[hashtext($4)] AND one.status >= 400
        AND one.time >= date_trunc('day', $1::timestamptz) AND one.time < date_trunc('day', $2::timestamptz) + interval '1 day'
     OFFSET 0
   ) r
   WHERE true AND r.time >= $1 AND r.time < $2
   ORDER BY r.time ASC
   LIMIT $3
)
SELECT page.time, to_char(page.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text, page.source_id, page.kafka_partition,
       page.kafka_offset, page.element, s.name AS source, s.server, s.cluster,
       page.client, page.method, page.host, page.route, page.path, page.status, page.duration_ms, page.upstream_ms,
       page.latency, page.bytes, page.health_check, page.request_id, page.trace_id, page.flags, page.line
  FROM page JOIN access_source s ON s.id = page.source_id;
