WITH page AS MATERIALIZED (
  SELECT l.*, source.instance, source.service_id, source.host_id
    FROM ledger l JOIN source ON source.id = l.source_id
   WHERE ($1::text[] IS NULL OR source.service_id IN (SELECT id FROM service WHERE name = ANY($1)))
     AND source.instance IS NOT NULL
     AND ($2::timestamptz IS NULL OR (l.last_seen, source.instance) < ($2, $3::uuid))
   ORDER BY l.last_seen DESC, source.instance DESC
   LIMIT $4
)
SELECT page.instance, service.name AS service, host.name AS host, lower(page.received) AS first, page.highest AS last,
       page.records AS received, page.duplicates, page.unknown_below, page.first_seen, page.last_seen, page.ended,
       to_char(page.last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last_seen_text,
       coalesce((SELECT jsonb_object_agg(d.reason, (SELECT sum(upper(r) - lower(r)) FROM unnest(d.ranges) r))
                   FROM ledger_drop d WHERE d.source_id = page.source_id), '{}') AS dropped,
       coalesce((
         SELECT jsonb_agg(jsonb_build_object('from', part.low, 'to', part.high, 'missing', hole.overdue) ORDER BY part.low)
           FROM (
             SELECT (h ->> 'from')::bigint AS low, (h ->> 'to')::bigint AS high,
                    (h ->> 'since')::numeric <= extract(epoch FROM now()) * 1000 - 60000 AS overdue
               FROM jsonb_array_elements(page.holes) h
           ) hole
          CROSS JOIN LATERAL (
            -- Numbers that the errors topic brought are not absent: what is left of the hole between them.
            SELECT lower(r) AS low, upper(r) - 1 AS high
              FROM unnest(int8multirange(int8range(hole.low, hole.high + 1)) - coalesce((
                SELECT range_agg(int8range(e.seq, e.seq + 1)) FROM error_record e
                 WHERE e.source_id = page.source_id AND e.seq BETWEEN hole.low AND hole.high), '{}')) r
          ) part
       ), '[]') AS holes
  FROM page
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = page.host_id
 ORDER BY page.last_seen DESC, page.instance DESC;
