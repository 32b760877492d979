SELECT min(source.created_at) AS at FROM source JOIN service ON service.id = source.service_id
 WHERE source.version = $1 AND ($2::text[] IS NULL OR service.name = ANY($2));
