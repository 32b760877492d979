WITH alive AS MATERIALIZED (
  SELECT l.source_id, l.duplicates, l.holes
    FROM ledger l
    JOIN source ON source.id = l.source_id
   WHERE ($1::timestamptz IS NULL OR l.last_seen >= $1) AND l.first_seen < $2
     AND ($3::text[] IS NULL OR source.service_id IN (SELECT id FROM service WHERE name = ANY($3)))
), hole AS MATERIALIZED (
  SELECT alive.source_id, (h ->> 'from')::bigint AS low, (h ->> 'to')::bigint AS high
    FROM alive
   CROSS JOIN LATERAL jsonb_array_elements(alive.holes) h
   WHERE alive.holes <> '[]' AND (h ->> 'since')::numeric <= extract(epoch FROM now()) * 1000 - 60000
   LIMIT 10000
)
SELECT coalesce((SELECT sum(high - low + 1) FROM hole), 0)::bigint AS absent,
       coalesce((SELECT sum(upper(r) - lower(r)) FROM ledger_drop d JOIN alive USING (source_id)
                 CROSS JOIN LATERAL unnest(d.ranges) r), 0)::bigint AS dropped,
       coalesce((SELECT sum(duplicates) FROM alive), 0)::bigint AS duplicates;
