WITH segment AS MATERIALIZED (
  SELECT * FROM unnest($1::smallint[], $2::timestamptz[], $3::timestamptz[]) s (width, low, high)
), counter AS (
  SELECT c.minute AS start, c.service_id, c.level, c.count
    FROM segment JOIN log_count c ON segment.width = 1 AND c.minute >= segment.low AND c.minute < segment.high
  UNION ALL
  SELECT r.start, r.service_id, r.level, r.count
    FROM segment JOIN log_count_rollup r ON r.width = segment.width AND r.start >= segment.low AND r.start < segment.high
   WHERE segment.width > 1
)
SELECT (extract(epoch FROM counted.bucket) * 1000)::bigint AS bucket, coalesce(service.name, '') AS service, counted.level,
       counted.count
  FROM (
    SELECT date_bin($4::bigint * interval '1 millisecond', counter.start, timestamptz 'epoch') AS bucket,
           CASE WHEN $7 THEN counter.service_id END AS service_id, CASE WHEN $8 THEN counter.level ELSE 0 END AS level,
           sum(counter.count)::bigint AS count
      FROM counter WHERE true
       AND ($5::text[] IS NULL OR counter.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
       AND ($6::smallint[] IS NULL OR counter.level = ANY($6))
     GROUP BY 1, 2, 3
  ) counted
  LEFT JOIN service ON service.id = counted.service_id;
