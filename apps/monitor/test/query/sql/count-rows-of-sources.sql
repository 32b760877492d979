SELECT (extract(epoch FROM counted.bucket) * 1000)::bigint AS bucket, service.name AS service, counted.level, counted.count
  FROM (
    SELECT date_bin($4::bigint * interval '1 millisecond', r.time, timestamptz 'epoch') AS bucket, r.service_id, r.level,
           count(*)::bigint AS count
      FROM (
        SELECT time, service_id, level FROM log_record
         WHERE time >= $1 AND time < $2 AND source_id = ANY($3::int[])
           AND ($5::int[] IS NULL OR service_id = ANY($5))
           AND ($6::smallint[] IS NULL OR 4 > ANY($6)) AND ($6 IS NULL OR level = ANY($6))
        UNION ALL
        SELECT time, service_id, level FROM error_record
         WHERE time >= $1 AND time < $2 AND source_id = ANY($3)
           AND ($5 IS NULL OR service_id = ANY($5)) AND ($6 IS NULL OR level = ANY($6))
      ) r
     GROUP BY 1, 2, 3
  ) counted
  JOIN service ON service.id = counted.service_id;
