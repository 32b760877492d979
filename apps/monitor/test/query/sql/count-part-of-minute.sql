WITH kept AS (
  SELECT r.service_id, r.level, count(*) AS whole, count(*) FILTER (WHERE r.time >= $1 AND r.time < $2) AS part
    FROM (SELECT id FROM service WHERE $5::text[] IS NULL OR name = ANY($5)) chosen
   CROSS JOIN LATERAL (
     SELECT service_id, level, time FROM log_record WHERE service_id = chosen.id AND time >= $3 AND time < $4
     UNION ALL
     SELECT service_id, level, time FROM error_record WHERE service_id = chosen.id AND time >= $3 AND time < $4
   ) r
   GROUP BY 1, 2
), counted AS (
  SELECT c.service_id, c.level, sum(c.count)::bigint AS whole
    FROM log_count c
   WHERE c.minute = $3 AND ($5::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
   GROUP BY 1, 2
)
SELECT service.name AS service, level,
       (coalesce(kept.part, 0) + round(greatest(coalesce(counted.whole, 0) - coalesce(kept.whole, 0), 0)
         * extract(epoch FROM $2::timestamptz - $1::timestamptz) / 60))::bigint AS count
  FROM kept
  FULL JOIN counted USING (service_id, level)
  JOIN service ON service.id = service_id;
