SELECT width_bucket(w.start, $5::timestamptz[]) - 1 AS bucket,
       CASE WHEN $10 THEN w.source_id END AS source, CASE WHEN $11 THEN w.host END AS host,
       CASE WHEN $12 THEN w.value END AS value, CASE WHEN $13 THEN w.status END AS status, CASE WHEN $14 THEN encode(w.latency, 'base64') END AS latency, CASE WHEN $15 THEN encode(w.clients, 'base64') END AS clients
  FROM unnest($2::int[], $3::timestamptz[], $4::timestamptz[]) segment (width, low, high)
  JOIN access_window w ON w.facet = $1 AND w.width = segment.width AND w.start >= segment.low AND w.start < segment.high
 WHERE ($6::int[] IS NULL OR w.source_id = ANY($6))
   AND ($7::text[] IS NULL OR w.host = ANY($7))
   AND ($8::text[] IS NULL OR w.value = ANY($8))
   AND ($9::smallint[] IS NULL OR w.status = ANY($9));
