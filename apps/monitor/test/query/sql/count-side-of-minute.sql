WITH kept AS (
  SELECT r.service_id, r.level, count(*) AS side
    FROM (
      SELECT service_id, level FROM log_record WHERE time >= $1 AND time < $2
      UNION ALL
      SELECT service_id, level FROM error_record WHERE time >= $1 AND time < $2
    ) r
   GROUP BY 1, 2
), counted AS (
  SELECT service_id, level, sum(count)::bigint AS whole FROM log_count WHERE minute = $3 GROUP BY 1, 2
)
SELECT service.name AS service, level, coalesce(kept.side, 0) AS side, coalesce(counted.whole, 0) AS whole
  FROM kept
  FULL JOIN counted USING (service_id, level)
  JOIN service ON service.id = service_id;
