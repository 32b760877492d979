SELECT a.id::text, a.detector, s.name AS source, a.host, a.route, a.client, a.network, a.score, a.observed, a.expected, a.unit, a.span_seconds, a.share,
       a.samples::float8 AS samples, a.first_seen, a.found_at, a.last_seen, a.ended_at, a.why, a.silenced_by::text,
       to_char(a.first_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
  FROM access_anomaly a JOIN access_source s ON s.id = a.source_id
 WHERE ($1::timestamptz IS NULL OR a.last_seen >= $1) AND a.first_seen < $2
       AND ($3::text[] IS NULL OR a.detector = ANY($3))
       AND ($4::text[] IS NULL OR a.host = ANY($4))
       AND ($5::text[] IS NULL OR a.route = ANY($5))
       AND ($6::text[] IS NULL OR a.client = ANY($6) OR a.network = ANY($6))
       AND ($7::text[] IS NULL OR s.name = ANY($7))
       AND ($8::int IS NULL OR a.score >= $8)
       AND ($9::boolean IS NULL OR $9 = (a.ended_at IS NULL))
       AND ($10::boolean IS NULL OR $10 = (a.silenced_by IS NOT NULL))
       AND ($11::timestamptz IS NULL OR (a.first_seen, a.id) < ($11, $12::bigint))
 ORDER BY a.first_seen DESC, a.id DESC
 LIMIT $13;
