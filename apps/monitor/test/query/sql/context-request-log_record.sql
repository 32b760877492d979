WITH page AS MATERIALIZED (
  SELECT <LOG_PAGE_COLUMNS>
    FROM unnest($5::int[], $6::timestamptz[], $7::timestamptz[]) place (service_id, since, until)
   CROSS JOIN LATERAL (
     SELECT * FROM log_record one
      WHERE one.service_id = place.service_id AND one.time >= place.since AND one.time < place.until
        AND one.time >= $2 AND one.time < $3
     OFFSET 0
   ) r
   WHERE r.request_id = $1 AND r.time >= $2 AND r.time < $3
   ORDER BY time ASC, nanos ASC, source_id ASC, place ASC, id ASC
   LIMIT $4
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>;
