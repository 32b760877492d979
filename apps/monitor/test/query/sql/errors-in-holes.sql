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
SELECT count(*) AS errors
  FROM hole
  JOIN error_record e ON e.source_id = hole.source_id AND e.seq BETWEEN hole.low AND hole.high;
