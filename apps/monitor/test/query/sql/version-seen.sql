SELECT min(coalesce(ledger.first_seen, source.created_at)) AS at
  FROM source LEFT JOIN ledger ON ledger.source_id = source.id JOIN service ON service.id = source.service_id
 WHERE source.version = $1 AND ($2::text[] IS NULL OR service.name = ANY($2));
