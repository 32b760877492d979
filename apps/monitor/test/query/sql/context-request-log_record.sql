WITH page AS MATERIALIZED (
  SELECT <LOG_PAGE_COLUMNS>
    FROM log_record r
   WHERE r.request_id = $1 AND ARRAY[hashtext(r.request_id)] @> ARRAY[hashtext($1)] AND r.time >= $2 AND r.time < $3
   ORDER BY time ASC, nanos ASC, source_id ASC, place ASC, id ASC
   LIMIT $4
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>;
