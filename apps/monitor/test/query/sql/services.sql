SELECT service.id, service.name,
       coalesce(alive.hosts, 0) AS hosts, coalesce(alive.instances, 0) AS instances, alive.last_arrival,
       greatest(newest_log.time, newest_error.time) AS newest,
       EXISTS (SELECT FROM error_record e WHERE e.service_id = service.id AND e.time >= $4::timestamptz - interval '5 minutes'
                  AND e.time < $4::timestamptz + interval '5 minutes') AS failing
  FROM service
  LEFT JOIN (
    SELECT source.service_id, count(DISTINCT source.host_id) AS hosts, count(*) AS instances, max(l.last_seen) AS last_arrival
      FROM source LEFT JOIN ledger l ON l.source_id = source.id
     WHERE (l.last_seen >= $1 AND l.first_seen < $2) OR (source.instance IS NULL AND source.created_at < $2)
     GROUP BY source.service_id
  ) alive ON alive.service_id = service.id
  LEFT JOIN LATERAL (SELECT time FROM log_record WHERE service_id = service.id AND time >= $5 AND time < $6
                      ORDER BY time DESC LIMIT 1) newest_log ON true
  LEFT JOIN LATERAL (SELECT time FROM error_record WHERE service_id = service.id AND time >= $5 AND time < $6
                      ORDER BY time DESC LIMIT 1) newest_error ON true
 WHERE $3::text[] IS NULL OR service.name = ANY($3)
 ORDER BY service.name
 LIMIT 10000;
