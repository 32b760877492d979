SELECT (extract(epoch FROM counted.bucket) * 1000)::bigint AS bucket, coalesce(service.name, '') AS service, counted.level,
       counted.count
  FROM (
    SELECT date_bin($4::bigint * interval '1 millisecond', counter.start, timestamptz 'epoch') AS bucket,
           CASE WHEN $7 THEN counter.service_id END AS service_id, CASE WHEN $8 THEN counter.level ELSE 0 END AS level,
           sum(counter.count)::bigint AS count
      FROM log_count_rollup counter WHERE counter.width = $1 AND counter.start >= $2 AND counter.start < $3
       AND ($5::text[] IS NULL OR counter.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
       AND ($6::smallint[] IS NULL OR counter.level = ANY($6))
     GROUP BY 1, 2, 3
  ) counted
  LEFT JOIN service ON service.id = counted.service_id;
