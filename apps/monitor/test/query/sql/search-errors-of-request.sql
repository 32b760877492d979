WITH page AS MATERIALIZED (
  SELECT <ERROR_PAGE_COLUMNS>
    FROM error_record r
   WHERE r.request_id = $5 AND r.time >= $12 AND r.time < $13
     AND ($14::timestamptz IS NULL OR (r.time <= $14
         AND (r.time, coalesce(r.time_nanos, 0), r.source_id, coalesce(nullif(r.seq, 0), r.kafka_offset), r.id) < ($14, ($17::bigint[])[1], ($17::bigint[])[2], ($17::bigint[])[3], $15::uuid)))
     AND ($1::int[] IS NULL OR r.service_id = ANY($1))
     AND ($2::int[] IS NULL OR r.source_id = ANY($2))
     AND ($3::smallint[] IS NULL OR r.level = ANY($3))
     AND ($4::text[] IS NULL OR r.logger = ANY($4))
     AND ($5::text IS NULL OR r.request_id = $5)
     AND ($6::text IS NULL OR r.user_id = $6)
     AND ($7::text IS NULL OR r.trace_id = $7)
     AND ($8::text[] IS NULL OR (r.attributes IS NOT NULL AND NOT EXISTS (
           SELECT FROM unnest($8, $9::text[]) wanted (key, value)
            WHERE r.attributes ->> wanted.key IS DISTINCT FROM wanted.value
              AND r.attributes #>> string_to_array(wanted.key, '.') IS DISTINCT FROM wanted.value)))
     AND ($11::text IS NULL OR (r.message || E'\n' || coalesce(r.error_type, '') || E'\n' || coalesce(r.error_message, '')) ILIKE $11)
     AND ($10::text IS NULL OR strpos(CASE WHEN $10 ~ '[a-z]' THEN lower(r.message COLLATE "C") ELSE r.message COLLATE "C" END, $10) > 0 OR strpos(CASE WHEN $10 ~ '[a-z]' THEN lower(r.error_type COLLATE "C") ELSE r.error_type COLLATE "C" END, $10) > 0 OR strpos(CASE WHEN $10 ~ '[a-z]' THEN lower(r.error_message COLLATE "C") ELSE r.error_message COLLATE "C" END, $10) > 0)
     AND ($10::text IS NOT NULL OR $11::text IS NULL OR r.message ILIKE $11 OR r.error_type ILIKE $11 OR r.error_message ILIKE $11)
   ORDER BY time DESC, nanos DESC, source_id DESC, place DESC, id DESC
   LIMIT $16
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>
 ORDER BY page.time DESC, page.nanos DESC, page.source_id DESC, page.place DESC, page.id DESC;
