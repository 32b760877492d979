WITH chosen AS MATERIALIZED (
  SELECT id FROM service WHERE $3::text[] IS NULL OR name = ANY($3)
), counted AS MATERIALIZED (
  SELECT source_id, logger, error_type, GROUPING(source_id, logger, error_type) AS grouping, count(*) AS count
    FROM (
      SELECT source_id, logger, NULL::text AS error_type FROM log_record
       WHERE time >= $1 AND time < $2 AND ($3::text[] IS NULL OR service_id IN (SELECT id FROM chosen))
         AND ($4::smallint[] IS NULL OR level = ANY($4))
      UNION ALL
      SELECT source_id, logger, error_type FROM error_record
       WHERE time >= $1 AND time < $2 AND ($3::text[] IS NULL OR service_id IN (SELECT id FROM chosen))
         AND ($4::smallint[] IS NULL OR level = ANY($4))
    ) r
   GROUP BY GROUPING SETS ((source_id), (logger), (error_type))
)
(SELECT 'host' AS facet, host.name AS value, sum(counted.count)::bigint AS count
   FROM counted JOIN source ON source.id = counted.source_id JOIN host ON host.id = source.host_id
  WHERE counted.grouping = 3 GROUP BY host.name ORDER BY count DESC, value LIMIT $5)
UNION ALL
(SELECT 'logger', logger, count FROM counted WHERE grouping = 5 AND logger IS NOT NULL ORDER BY count DESC, logger LIMIT $5)
UNION ALL
(SELECT 'errorType', error_type, count FROM counted WHERE grouping = 6 AND error_type IS NOT NULL
  ORDER BY count DESC, error_type LIMIT $5);
