SELECT min(ledger.first_seen) AS at
  FROM source JOIN ledger ON ledger.source_id = source.id JOIN service ON service.id = source.service_id
 WHERE source.version = $1 AND ($2::text[] IS NULL OR service.name = ANY($2));
