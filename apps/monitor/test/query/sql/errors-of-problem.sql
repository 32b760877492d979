WITH page AS MATERIALIZED (
  SELECT newest.*
    FROM (SELECT hash FROM error_fingerprint
           WHERE group_id = coalesce((SELECT merged_into FROM error_group WHERE id = $13::bigint), $13::bigint)) own
   CROSS JOIN LATERAL (
     SELECT <ERROR_PAGE_COLUMNS>
       FROM error_record r
      WHERE r.fingerprint = own.hash AND ($14::text[] IS NULL OR r.service_id IN (SELECT id FROM service WHERE name = ANY($14)))
        AND r.time < $2
         AND ($8::timestamptz IS NULL OR r.time <= $8)
         AND ($1::timestamptz IS NULL OR r.time >= $1)
         AND ($3::smallint[] IS NULL OR r.level = ANY($3))
         AND ($4::text IS NULL OR (
           (r.message || E'\n' || coalesce(r.error_type, '') || E'\n' || coalesce(r.error_message, '')) ILIKE $4
           AND (r.message ILIKE $4 OR r.error_type ILIKE $4 OR r.error_message ILIKE $4)))
         AND ($5::text IS NULL OR r.request_id = $5)
         AND ($6::text IS NULL OR r.user_id = $6)
         AND ($7::text IS NULL OR r.trace_id = $7)
         AND ($11::int[] IS NULL OR r.source_id = ANY($11))
         AND ($8::timestamptz IS NULL OR (r.time <= $8
         AND (r.time, coalesce(r.time_nanos, 0), r.source_id, coalesce(nullif(r.seq, 0), r.kafka_offset), r.id) < ($8, ($12::bigint[])[1], ($12::bigint[])[2], ($12::bigint[])[3], $9::uuid)))
      ORDER BY time DESC, nanos DESC, source_id DESC, place DESC, id DESC
      LIMIT $10
   ) newest
   ORDER BY newest.time DESC, newest.nanos DESC, newest.source_id DESC, newest.place DESC, newest.id DESC
   LIMIT $10
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>
 ORDER BY page.time DESC, page.nanos DESC, page.source_id DESC, page.place DESC, page.id DESC;
