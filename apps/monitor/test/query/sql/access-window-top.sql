WITH sums AS MATERIALIZED (
  SELECT width_bucket(w.start, $5::timestamptz[]) - 1 AS bucket,
       CASE WHEN $10 THEN w.source_id END AS source, CASE WHEN $11 THEN w.host END AS host,
       CASE WHEN $12 THEN w.value END AS value, CASE WHEN $13 THEN w.status END AS status, max(w.longest_us) AS longest_us,
       sum(w.requests::float8)::bigint AS requests, sum(w.errors::float8)::bigint AS errors, sum(w.faults::float8)::bigint AS faults, sum(w.bytes::float8)::bigint AS bytes, sum(w.timed::float8)::bigint AS timed, sum(w.duration_us::float8)::bigint AS duration_us, sum(w.late::float8)::bigint AS late, sum(w.cut::float8)::bigint AS cut
    FROM unnest($2::int[], $3::timestamptz[], $4::timestamptz[]) segment (width, low, high)
  JOIN access_window w ON w.facet = $1 AND w.width = segment.width AND w.start >= segment.low AND w.start < segment.high
 WHERE ($6::int[] IS NULL OR w.source_id = ANY($6))
   AND ($7::text[] IS NULL OR w.host = ANY($7))
   AND ($8::text[] IS NULL OR w.value = ANY($8))
   AND ($9::smallint[] IS NULL OR w.status = ANY($9))
   GROUP BY 1, 2, 3, 4, 5
), best AS (
  SELECT * FROM sums
   WHERE value <> '(other)' AND requests >= $16
     AND CASE $14::text WHEN 'errors' THEN errors > 0 WHEN 'slowness' THEN timed > 0 ELSE true END
   ORDER BY CASE $14 WHEN 'errors' THEN errors::float8 WHEN 'slowness' THEN duration_us::float8 / timed ELSE requests::float8 END DESC,
            requests DESC, value, host
   LIMIT $15
)
SELECT bucket, source, host, value, status, requests, errors, faults, bytes, timed, duration_us, longest_us, late, cut FROM best
UNION ALL
SELECT -1, NULL, NULL, NULL, NULL,
       coalesce(sum(requests), 0)::bigint, coalesce(sum(errors), 0)::bigint, coalesce(sum(faults), 0)::bigint, coalesce(sum(bytes), 0)::bigint,
       coalesce(sum(timed), 0)::bigint, coalesce(sum(duration_us), 0)::bigint, coalesce(max(longest_us), 0), coalesce(sum(late), 0)::bigint,
       (SELECT coalesce(max(cut), 0)::bigint FROM (SELECT sum(cut) AS cut FROM sums GROUP BY host) of_host)
  FROM sums;
