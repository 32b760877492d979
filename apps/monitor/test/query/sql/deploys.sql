SELECT service.name AS service, first.version, first.at
  FROM (
    SELECT source.service_id, source.version, min(l.first_seen) AS at,
           row_number() OVER (PARTITION BY source.service_id ORDER BY min(l.first_seen)) AS number
      FROM source JOIN ledger l ON l.source_id = source.id
     WHERE source.version IS NOT NULL
     GROUP BY source.service_id, source.version
  ) first
  JOIN service ON service.id = first.service_id
 WHERE first.number > 1 AND first.at >= $1 AND first.at < $2 AND ($3::text[] IS NULL OR service.name = ANY($3))
 ORDER BY first.at DESC
 LIMIT 200;
